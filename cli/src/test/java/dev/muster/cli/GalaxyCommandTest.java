package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code muster galaxy} without any server. */
final class GalaxyCommandTest {

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void home() {
        environment.put("HOME", folder + "/home");
    }

    private Invoked galaxy(String... words) {
        var all = new java.util.ArrayList<>(List.of("galaxy"));
        all.addAll(List.of(words));
        return Invoked.in(folder, environment, all.toArray(String[]::new));
    }

    private void sh(String script) throws IOException, InterruptedException {
        var run = Command.run("sh", "-ec", "cd '" + folder + "'; export HOME=.; " + script);
        assertThat(run.code()).as(run.output()).isZero();
    }

    private List<String> tree(String below) throws IOException {
        try (var all = Files.walk(folder.resolve(below))) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.resolve(below).relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void beginsARole() throws IOException {
        var begun = galaxy("init", "web");

        assertThat(begun.out()).isEqualTo("- Role web was created successfully\n");
        assertThat(begun.code()).isZero();
        assertThat(tree("web"))
                .containsExactly(
                        "README.md",
                        "defaults/main.yml",
                        "handlers/main.yml",
                        "meta/main.yml",
                        "tasks/main.yml",
                        "tests/inventory",
                        "tests/test.yml",
                        "vars/main.yml");
        assertThat(folder.resolve("web/files")).isEmptyDirectory();
        assertThat(folder.resolve("web/templates")).isEmptyDirectory();
        assertThat(galaxy("role", "init", "web").err())
                .startsWith("[ERROR]: - the directory " + folder + "/web already exists. You can use --force to");
        Files.writeString(folder.resolve("web/tasks/main.yml"), "changed");
        assertThat(galaxy("role", "init", "--force", "web").code()).isZero();
        assertThat(folder.resolve("web/tasks/main.yml")).content().doesNotContain("changed");
    }

    @Test
    void whatIsBegunRuns() {
        galaxy("role", "init", "web");
        environment.put("ANSIBLE_ROLES_PATH", folder.toString());

        var run = Invoked.in(
                folder,
                environment,
                "playbook",
                "-i",
                "localhost,",
                "--syntax-check",
                folder.resolve("web/tests/test.yml").toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    @Test
    void beginsWithASkeletonOfOnesOwn() throws IOException {
        Files.createDirectories(folder.resolve("mine/templates"));
        Files.createDirectories(folder.resolve("mine/.git"));
        Files.writeString(folder.resolve("mine/main.yml.j2"), "name: {{ role_name }} by {{ author }} {{ more }}\n");
        Files.writeString(folder.resolve("mine/templates/kept.j2"), "{{ kept }}\n");
        Files.writeString(folder.resolve("mine/.git/config"), "x");

        var begun = galaxy("role", "init", "--role-skeleton", "mine", "--init-path", "out", "-e", "more=x", "web");

        assertThat(begun.err()).isEmpty();
        assertThat(folder.resolve("out/web/main.yml")).hasContent("name: web by your name x\n");
        assertThat(folder.resolve("out/web/templates/kept.j2")).hasContent("{{ kept }}\n");
        assertThat(tree("out/web")).containsExactly("main.yml", "templates/kept.j2");
    }

    @Test
    void installsARoleFromAnArchive() throws IOException, InterruptedException {
        galaxy("role", "init", "web");
        sh("tar czf web.tar.gz web");

        var installed = galaxy("role", "install", "web.tar.gz,1.0,shop", "-p", "roles");

        assertThat(installed.out())
                .isEqualTo("Starting galaxy role install process\n- extracting shop to " + folder + "/roles/shop\n"
                        + "- shop (1.0) was installed successfully\n");
        assertThat(installed.err()).isEmpty();
        assertThat(folder.resolve("roles/shop/meta/.galaxy_install_info"))
                .content()
                .matches("install_date: \\w{3} \\w{3} [ 0-9]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}\nversion: '1.0'\n");
        assertThat(galaxy("install", "web.tar.gz,1.0,shop", "-p", "roles").out())
                .contains("- shop (1.0) is already installed, skipping.");
        assertThat(galaxy("install", "web.tar.gz,2.0,shop", "-p", "roles").err())
                .isEqualTo("[WARNING]: - shop (1.0) is already installed - use --force to change version to 2.0\n");
        assertThat(galaxy("install", "web.tar.gz,2.0,shop", "-p", "roles", "--force")
                        .out())
                .contains("- changing role shop from 1.0 to 2.0\n");
        environment.put("ANSIBLE_ROLES_PATH", folder + "/roles");
        assertThat(galaxy("list").out()).isEqualTo("# " + folder + "/roles\n- shop, 2.0\n");
        assertThat(galaxy("info", "--offline", "shop").out()).contains("Role: shop\n", "\tinstalled_version: 2.0\n");
        assertThat(galaxy("remove", "shop").out()).isEqualTo("- successfully removed shop\n");
        assertThat(galaxy("remove", "shop").out()).isEqualTo("- shop is not installed, skipping.\n");
    }

    @Test
    void aRoleCannotGoElsewhere() throws IOException, InterruptedException {
        galaxy("role", "init", "web");
        sh("tar czf web.tar.gz web");

        var installed = galaxy("role", "install", "web.tar.gz,,../../out", "-p", "roles");

        assertThat(installed.err())
                .startsWith(
                        "[WARNING]: - ../../out was NOT installed successfully: the name '../../out' of a role leads"
                                + " out of the folder of roles");
        assertThat(installed.code()).isEqualTo(1);
        assertThat(folder.resolve("../out")).doesNotExist();
    }

    @Test
    void whatCannotBeUnpackedLeavesNothingBehind() throws IOException, InterruptedException {
        galaxy("role", "init", "web");
        sh("ln -s /etc/passwd web/files/out; tar czf web.tar.gz web; rm web/files/out; mkdir roles");

        var installed = galaxy("role", "install", "web.tar.gz,,web", "-p", "roles");

        assertThat(installed.err())
                .isEqualTo("[WARNING]: - web was NOT installed successfully: Invalid linkname for tarfile member: path"
                        + " /etc/passwd is not a subpath of the role web\n[ERROR]: - you can use --ignore-errors to skip"
                        + " failed roles and finish processing the list.\n");
        assertThat(folder.resolve("roles")).isEmptyDirectory();
    }

    @Test
    void installsWhatAFileOfRequirementsNames() throws IOException, InterruptedException {
        galaxy("role", "init", "web");
        galaxy("collection", "init", "my.tools");
        sh("printf 'dependencies: [{src: \"git+file://%s/base\"}]\\n' \"$PWD\" > web/meta/main.yml; mkdir -p base/meta;"
                + " echo 'dependencies: []' > base/meta/main.yml; cd base; git init -q; git add .;"
                + " git -c user.email=a@b -c user.name=x commit -qm x; cd ..; tar czf web.tar.gz web");
        Files.writeString(folder.resolve("requirements.yml"), """
                roles:
                  - src: web.tar.gz
                    name: web
                collections:
                  - name: my/tools
                """);

        var installed = galaxy("install", "-r", "requirements.yml");

        assertThat(installed.err()).isEmpty();
        assertThat(installed.out())
                .contains("- adding dependency: base\n")
                .contains("- base was installed successfully\n")
                .endsWith("my.tools:1.0.0 was installed successfully\n");
        assertThat(folder.resolve("home/.ansible/roles/base/meta/main.yml")).exists();
        assertThat(folder.resolve("home/.ansible/collections/ansible_collections/my/tools/MANIFEST.json"))
                .exists();
        assertThat(galaxy("install", "-r", "requirements.yml", "-p", "roles").err())
                .startsWith("[WARNING]: The requirements file '" + folder
                        + "/requirements.yml' contains collections which will be ignored.");
    }

    @Test
    void buildsInstallsListsAndVerifiesACollection() throws IOException, InterruptedException {
        galaxy("collection", "init", "my.tools");
        sh(
                "echo secret > my/tools/notes.txt; sed -i 's/^build_ignore:.*/build_ignore: [\"*.txt\"]/' my/tools/galaxy.yml");

        assertThat(galaxy("collection", "build", "my/tools").out())
                .isEqualTo("Created collection for my.tools at " + folder + "/my-tools-1.0.0.tar.gz\n");
        assertThat(galaxy("collection", "build", "my/tools").err())
                .isEqualTo(
                        "[ERROR]: The file '" + folder + "/my-tools-1.0.0.tar.gz' already exists. You can use --force"
                                + " to re-create the collection artifact.\n");
        var installed = galaxy("collection", "install", "my-tools-1.0.0.tar.gz", "-p", "path");

        var target = folder + "/path/ansible_collections";
        assertThat(installed.out())
                .isEqualTo("Starting galaxy collection install process\nProcess install dependency map\n"
                        + "Starting collection install process\nInstalling 'my.tools:1.0.0' to '" + target
                        + "/my/tools'\nmy.tools:1.0.0 was installed successfully\n");
        assertThat(installed.err())
                .startsWith("[WARNING]: The specified collections path '" + folder + "/path' is not");
        assertThat(tree("path/ansible_collections/my/tools"))
                .containsExactly("FILES.json", "MANIFEST.json", "README.md", "meta/runtime.yml", "plugins/README.md");
        assertThat(galaxy("collection", "install", "my-tools-1.0.0.tar.gz", "-p", "path")
                        .out())
                .endsWith(
                        "Nothing to do. All requested collections are already installed. If you want to reinstall them,"
                                + " consider using `--force`.\n");
        environment.put("ANSIBLE_COLLECTIONS_PATH", folder + "/path");
        assertThat(galaxy("collection", "list").out())
                .isEqualTo("\n# " + target + "\nCollection Version\n---------- -------\nmy.tools   1.0.0  \n");
        assertThat(galaxy("collection", "list", "--format", "json").out())
                .isEqualTo("{\"" + target + "\": {\"my.tools\": {\"version\": \"1.0.0\"}}}\n");
        assertThat(galaxy("collection", "list", "--format", "yaml").out())
                .contains(target + ":\n  my.tools:\n    version: 1.0.0\n");

        assertThat(galaxy("collection", "verify", "--offline", "my.tools").out())
                .endsWith("Successfully verified that checksums for 'my.tools:1.0.0' are internally consistent with its"
                        + " manifest.\n");
        sh("echo x >> path/ansible_collections/my/tools/README.md; touch path/ansible_collections/my/tools/new");
        var verified = galaxy("collection", "verify", "--offline", "my.tools");
        assertThat(verified.out())
                .endsWith(
                        "Collection my.tools contains modified content in the following files:\n    README.md\n    new\n");
        assertThat(verified.code()).isEqualTo(1);
    }

    @Test
    void whatIsNotAsItsManifestSaysIsNotInstalled() throws IOException, InterruptedException {
        galaxy("collection", "init", "my.tools");
        galaxy("collection", "build", "my/tools");
        sh("mkdir x; cd x; tar xzf ../my-tools-1.0.0.tar.gz; echo evil >> README.md; tar czf ../bad.tar.gz *");

        var installed = galaxy("collection", "install", "bad.tar.gz");

        assertThat(installed.err()).startsWith("[ERROR]: Checksum mismatch for 'README.md' inside collection at '");
        assertThat(installed.code()).isEqualTo(1);
        assertThat(folder.resolve("home/.ansible/collections/ansible_collections/my"))
                .isEmptyDirectory();
    }

    @Test
    void aCollectionCannotBeCalledAsItLikes() throws IOException, InterruptedException {
        galaxy("collection", "init", "my.tools");
        galaxy("collection", "build", "my/tools");
        sh("mkdir x; cd x; tar xzf ../my-tools-1.0.0.tar.gz; sed -i 's#\"my\"#\"../../my\"#' MANIFEST.json;"
                + " tar czf ../bad.tar.gz *");

        assertThat(galaxy("collection", "install", "bad.tar.gz").err())
                .startsWith("[ERROR]: Invalid collection name '../../my.tools'");
    }

    @Test
    void aRepositoryCannotBringFilesOfThisMachine() throws IOException, InterruptedException {
        galaxy("collection", "init", "my.tools");
        Files.writeString(folder.resolve("private"), "secret");
        sh("cd my/tools; ln -s '" + folder + "/private' docs/taken.md; git init -q; git add .;"
                + " git -c user.email=a@b -c user.name=x commit -qm x");

        var installed = galaxy("collection", "install", "git+file://" + folder + "/my/tools");

        assertThat(installed.err())
                .startsWith("[ERROR]: Cannot extract symlink 'docs/taken.md' in collection: path points to location"
                        + " outside of collection '" + folder + "/private'");
        assertThat(folder.resolve("home/.ansible/collections/ansible_collections/my"))
                .isEmptyDirectory();
    }

    @Test
    void aCollectionNeedsOthers() throws IOException, InterruptedException {
        galaxy("collection", "init", "my.base");
        galaxy("collection", "init", "my.tools");
        sh(
                "cd my/base; git init -q; git add .; git -c user.email=a@b -c user.name=x commit -qm x; git tag v1; cd ../..;"
                        + " sed -i \"s|^dependencies:.*|dependencies: {'git+file://$PWD/my/base': v1}|\" my/tools/galaxy.yml");

        assertThat(galaxy("collection", "install", "my/tools", "-n").out()).doesNotContain("my.base");
        var installed = galaxy("collection", "install", "my/tools", "--force");

        assertThat(installed.err()).isEmpty();
        assertThat(installed.out())
                .contains("my.tools:1.0.0 was installed successfully\n")
                .contains("my.base:1.0.0 was installed successfully\n");
    }

    @Test
    void versionsThatDoNotFitTogetherAreTold() throws IOException, InterruptedException {
        galaxy("collection", "init", "my.base");
        galaxy("collection", "init", "my.tools");
        sh("sed -i \"s|^dependencies:.*|dependencies: {my.base: '>=2.0.0'}|\" my/tools/galaxy.yml");

        assertThat(galaxy("collection", "install", "my/tools", "my/base", "--offline")
                        .err())
                .startsWith("[ERROR]: Failed to resolve the requested dependencies map. Could not satisfy the following"
                        + " requirements:\n* my.base:1.0.0 (direct request)\n"
                        + "* my.base:>=2.0.0 (dependency of my.tools:1.0.0)\n");
    }

    @Test
    void aVersionIsOneOfSemanticVersioning() throws IOException, InterruptedException {
        galaxy("collection", "init", "my.tools");
        var told = Map.of(
                "1.0", "my.tools:1.0': 1.0 (<class 'float'>). A SemVer-compliant version or '*' is required.",
                "'1.0'", "my.tools:1.0': 1.0 (<class 'str'>). A SemVer-compliant version or '*' is required.",
                "['1.0.0']", "my.tools:['1.0.0']'. A SemVer-compliant version or '*' is required.");
        for (var each : told.entrySet()) {
            sh("sed -i \"s/^version:.*/version: " + each.getKey() + "/\" my/tools/galaxy.yml");
            assertThat(galaxy("collection", "install", "my/tools").err())
                    .startsWith("[ERROR]: Invalid version found for the collection '" + each.getValue());
        }
    }

    @Test
    void saysWhichFilesBelongToACollection() throws IOException, InterruptedException {
        galaxy("collection", "init", "my.tools");
        sh(
                "cd my/tools; mkdir -p plugins/modules tests/output notes .hidden; touch plugins/modules/a.py"
                        + " plugins/modules/b.sh tests/t.yml tests/output/o.yml notes/n.md x.swp .hidden/h.yml COPYING;"
                        + " sed -i '/^build_ignore/d' galaxy.yml;"
                        + " printf 'manifest: {directives: [\"recursive-include notes **\", \"exclude COPYING\"]}\\n' >> galaxy.yml");

        assertThat(galaxy("collection", "install", "my/tools").err()).isEmpty();
        assertThat(tree("home/.ansible/collections/ansible_collections/my/tools"))
                .containsExactly(
                        "FILES.json",
                        "MANIFEST.json",
                        "README.md",
                        "meta/runtime.yml",
                        "notes/n.md",
                        "plugins/modules/a.py",
                        "tests/t.yml");
        sh("sed -i 's/exclude COPYING/ban COPYING/' my/tools/galaxy.yml");
        assertThat(galaxy("collection", "build", "my/tools").err())
                .isEqualTo("[ERROR]: Invalid manifest directive: invalid action 'ban'\n");
        sh("sed -i 's/^manifest:.*/manifest: {omit_default_directives: true}/' my/tools/galaxy.yml");
        assertThat(galaxy("collection", "build", "my/tools").err())
                .startsWith(
                        "[ERROR]: \"manifest.omit_default_directives\" was set to True, but no directives were defined");
    }

    @Test
    void downloadsForLater() throws IOException {
        galaxy("collection", "init", "my.tools");

        assertThat(galaxy("collection", "download", "my/tools", "-p", "later").code())
                .isZero();
        assertThat(folder.resolve("later/requirements.yml"))
                .hasContent("collections:\n- name: my-tools-1.0.0.tar.gz\n  version: 1.0.0\n");
        assertThat(folder.resolve("later/my-tools-1.0.0.tar.gz")).isNotEmptyFile();
    }

    @Test
    void errorsAreThoseOfTheOriginal() throws IOException {
        Files.writeString(folder.resolve("list.yml"), "- web\n");
        Files.writeString(folder.resolve("keys.yml"), "role: []\n");
        Files.writeString(folder.resolve("empty.yml"), "");
        Files.writeString(folder.resolve("text.tar.gz"), "no archive");

        error(5, "- you must specify a user/role name or a roles file", "install");
        error(1, "You must specify a collection name or a requirements file.", "collection", "install");
        error(
                1,
                "The positional collection_name arg and --requirements-file are mutually exclusive.",
                "collection",
                "install",
                "a.b",
                "-r",
                "list.yml");
        error(
                1,
                "Expecting requirements file to be a dict with the key 'collections' that contains a list of collections"
                        + " to install",
                "collection",
                "install",
                "-r",
                "list.yml");
        error(
                1,
                "Expecting only 'roles' and/or 'collections' as base keys in the requirements file. Found: role",
                "install",
                "-r",
                "keys.yml");
        error(1, "No requirements found in file '" + folder + "/empty.yml'", "install", "-r", "empty.yml");
        error(1, "The requirements file '" + folder + "/no.yml' does not exist.", "install", "-r", "no.yml");
        error(
                1,
                "Invalid role requirements file, it must end with a .yml or .yaml extension",
                "install",
                "-r",
                "text.tar.gz");
        error(
                1,
                "Collection artifact at '" + folder + "/text.tar.gz' is not a valid tar file.",
                "collection",
                "install",
                "text.tar.gz");
        error(
                1,
                "Collection my.none is not installed in any of the collection paths.",
                "collection",
                "verify",
                "my.none");
        error(
                1,
                "The collection galaxy.yml path '" + folder + "/galaxy.yml' does not exist.",
                "collection",
                "build",
                ".");
        error(
                5,
                "- None of the provided paths were usable. Please specify a valid path with --roles-path",
                "role",
                "list",
                "-p",
                "no");
        error(1, "there is no skeleton for roles of the type 'apb'", "init", "--type", "apb", "web");
        error(
                1,
                "'role import' is about what a Galaxy server keeps, which is not changed or searched from here",
                "import",
                "me",
                "mine");
        assertThat(galaxy("role").code()).isEqualTo(2);
        assertThat(galaxy("role", "install", "-n", "--force-with-deps", "x").err())
                .startsWith("error: argument --force-with-deps: not allowed with argument -n/--no-deps");
    }

    private void error(int code, String text, String... words) {
        var said = galaxy(words);
        assertThat(said.err().lines().filter(line -> line.startsWith("[ERROR]")).findFirst())
                .contains("[ERROR]: " + text);
        assertThat(said.code()).isEqualTo(code);
    }

    @Test
    void aKeyringThatIsAskedForIsNotIgnored() {
        galaxy("collection", "init", "my.tools");
        environment.put("ANSIBLE_GALAXY_GPG_KEYRING", folder + "/keys");

        assertThat(galaxy("collection", "install", "my/tools").err())
                .contains(
                        "[ERROR]: the setting 'gpg_keyring' in [galaxy] asks for signatures to be verified, which is not"
                                + " done");
        assertThat(galaxy("collection", "install", "my/tools", "--disable-gpg-verify")
                        .code())
                .isZero();
    }
}
