package dev.muster.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.value.Binding;
import dev.muster.value.Template;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlaybookLoaderTest {

    @TempDir
    Path folder;

    private PlaybookFiles files;

    @BeforeEach
    void files() {
        files = new PlaybookFiles(folder);
    }

    private static Map<String, String> args(Task task) {
        var args = new TreeMap<String, String>();
        task.args().forEach((key, binding) -> args.put(key, String.valueOf(binding.value())));
        return args;
    }

    private static List<String> titles(List<TaskItem> items) {
        return items.stream()
                .flatMap(item -> switch (item) {
                    case Task task -> List.of(task.title()).stream();
                    case Block block -> titles(block.block()).stream();
                })
                .toList();
    }

    private static List<Object> texts(List<Binding> bindings) {
        return bindings.stream().<Object>map(Binding::value).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- copy: src=a dest='b c'",
                "- ansible.builtin.copy: {src: a, dest: b c}",
                "- ansible.legacy.copy:\n    src: a\n  args:\n    dest: b c",
                "- action: copy src=a dest=\"b c\"",
                "- action: {module: copy, src: a, dest: b c}",
                "- action: {module: copy, args: {src: a, dest: b c}}",
                "- local_action: copy src=a dest='b c'"
            })
    void allFormsOfAnActionMeanTheSame(String text) {
        var task = files.task(text);
        assertThat(ModuleNames.shortName(task.action().name())).isEqualTo("copy");
        assertThat(args(task)).isEqualTo(Map.of("src", "a", "dest", "b c"));
        assertThat(task.keywords().says(Keyword.DELEGATE_TO)).isEqualTo(text.contains("local_action"));
    }

    @Test
    void commandsKeepTheirTextAndGiveTheirOptions() {
        assertThat(args(files.task("- command: dd if=/dev/zero  of=x creates=/tmp/x")))
                .isEqualTo(Map.of("_raw_params", "dd if=/dev/zero  of=x", "creates", "/tmp/x"));
        assertThat(args(files.task("- shell: |\n    echo a\n    echo {{ b | default('x y') }}\n")))
                .isEqualTo(Map.of("_raw_params", "echo a\necho {{ b | default('x y') }}\n"));
        assertThat(args(files.task("- command: echo hi\n  args:\n    chdir: /tmp")))
                .isEqualTo(Map.of("_raw_params", "echo hi", "chdir", "/tmp"));
    }

    @Test
    void textsAreDividedAsAnsibleDividesThem() {
        assertThat(args(files.task("- shell: \"printf '%s|' a=b  \\\"c  d\\\" \\\\\\n  x\"")))
                .isEqualTo(Map.of("_raw_params", "printf '%s|' a=b  \"c  d\"  x"));
        assertThat(args(files.task("- command: echo a\\=b {{ 'p q' }}")))
                .isEqualTo(Map.of("_raw_params", "echo a=b {{ 'p q' }}"));
        assertThat(args(files.task("- debug: msg=\"it's \\\"x\\\"\""))).isEqualTo(Map.of("msg", "it's \"x\""));
    }

    @Test
    void argsMayBeATemplate() {
        var task = files.task("- copy:\n  args: \"{{ more }}\"");
        assertThat(task.moreArgs()).isNotNull();
        assertThat(task.args()).isEmpty();
    }

    @Test
    void templatesKnowWhereTheyStand() {
        var task = files.task("- copy: src={{ a }} dest=b");
        var template = (Template) task.args().get("src").value();
        assertThat(template.text()).isEqualTo("{{ a }}");
        assertThat(template.at().line()).isEqualTo(3);
        assertThat(template.at().column()).isEqualTo(17);
    }

    @Test
    void loopsKeepTheirKind() {
        assertThat(files.task("- ping:\n  with_items: [1, 2]").course().loop().lookup())
                .isEqualTo("items");
        var task = files.task("- ping:\n  loop: \"{{ l }}\"\n  loop_control: {loop_var: x, label: y}");
        assertThat(task.course().loop().lookup()).isEmpty();
        assertThat(task.course().loopControl().loopVar().value()).isEqualTo("x");
    }

    @Test
    void tagsInOneTextAreDividedAtCommas() {
        assertThat(texts(files.task("- ping:\n  tags: a, b").keywords().tags())).containsExactly("a", "b");
        assertThat(texts(files.task("- ping:\n  tags: [a, 1]").keywords().tags()))
                .containsExactly("a", 1L);
    }

    @Test
    void whatIsSaidToBeNothingIsSaid() {
        assertThat(files.task("- ping:\n  become:").keywords().says(Keyword.BECOME))
                .isTrue();
        assertThat(files.task("- ping:").keywords().says(Keyword.BECOME)).isFalse();
    }

    @Test
    void importedTasksCarryTheKeywordsOfTheImport() {
        files.write("sub/a.yml", "- ping:\n  name: one\n- import_tasks: b.yml\n")
                .write("sub/b.yml", "- ping:\n  name: two\n");
        var items = files.tasks("- import_tasks: sub/a.yml\n  when: x\n  tags: t\n  vars: {v: 1}");
        var block = (Block) items.getFirst();
        assertThat(block.origin()).isEqualTo(Block.Origin.IMPORT_TASKS);
        assertThat(texts(block.keywords().when())).containsExactly("x");
        assertThat(texts(block.keywords().tags())).containsExactly("t");
        assertThat(block.keywords().vars().get("v").value()).isEqualTo(1L);
        assertThat(titles(items)).containsExactly("one", "two");
    }

    @Test
    void namesOfStaticImportsAreRenderedWithTheVariablesAround() {
        files.write("debian.yml", "- ping:\n  name: found\n")
                .write(
                        "site.yml",
                        "- hosts: all\n  vars: {os: debian}\n  tasks:\n  - import_tasks: \"{{ os }}.yml\"\n");
        var settings = files.settings()
                .withNames((name, vars) -> name.text()
                        .replace("{{ os }}", String.valueOf(vars.get("os").value())));
        var plays =
                new PlaybookLoader(settings).load(folder.resolve("site.yml")).plays();
        assertThat(titles(plays.getFirst().tasks())).containsExactly("found");
    }

    @Test
    void importedPlaybooksTakeVariablesTagsAndConditions() {
        files.write("sub/other.yml", "- hosts: b\n  tags: own\n  vars: {v: 1, w: 1}\n");
        var plays = files.plays(
                "- import_playbook: sub/other.yml\n  vars: {v: 2}\n  tags: [more]\n  when: x\n- hosts: a\n");
        assertThat(plays).hasSize(2);
        var keywords = plays.getFirst().keywords();
        assertThat(keywords.vars().get("v").value()).isEqualTo(2L);
        assertThat(keywords.vars().get("w").value()).isEqualTo(1L);
        assertThat(texts(keywords.tags())).containsExactly("own", "more");
        assertThat(texts(keywords.when())).containsExactly("x");
    }

    @Test
    void rolesBringTheirFilesAndRunBehindTheirDependencies() {
        files.write("roles/web/meta/main.yml", "dependencies:\n- role: base\n  level: 80\n")
                .write("roles/web/tasks/main.yml", "- import_tasks: more.yml\n")
                .write("roles/web/tasks/more.yml", "- ping:\n  name: web\n")
                .write("roles/web/handlers/main.yml", "- ping:\n  name: restart\n  listen: [topic]\n")
                .write("roles/web/defaults/main.yml", "a: 1\n")
                .write("roles/web/vars/main/x.yml", "b: 1\n")
                .write("roles/web/vars/main/y.yml", "b: 2\n")
                .write("roles/base/tasks/main.yml", "- ping:\n  name: base\n");
        var play = files.plays("- hosts: all\n  roles:\n  - role: web\n    tags: t\n    size: 3\n  handlers:\n"
                        + "  - ping:\n    name: own\n")
                .getFirst();
        var web = play.roles().getFirst();
        var base = web.dependencies().getFirst();
        assertThat(titles(web.tasks())).containsExactly("web");
        assertThat(titles(base.tasks())).containsExactly("base");
        assertThat(web.ref().defaults().get("a").value()).isEqualTo(1L);
        assertThat(web.ref().vars().get("b").value()).isEqualTo(2L);
        assertThat(web.ref().params().get("size").value()).isEqualTo(3L);
        assertThat(texts(web.ref().keywords().tags())).containsExactly("t");
        assertThat(base.ref().params().get("level").value()).isEqualTo(80L);
        assertThat(base.ref().parents()).containsExactly(web.ref());
        assertThat(titles(handlers(play))).containsExactly("restart", "own");
        assertThat(((Task) web.handlers().getFirst()).role()).isEqualTo(web.ref());
    }

    @Test
    void importedRolesUseTheFilesThatAreNamed() {
        files.write("roles/web/tasks/install.yml", "- ping:\n  name: install\n")
                .write("roles/web/handlers/main.yml", "- ping:\n  name: restart\n");
        var play = files.plays(
                        "- hosts: all\n  tasks:\n  - import_role: {name: web, tasks_from: install}\n    tags: t\n")
                .getFirst();
        var block = (Block) play.tasks().getFirst();
        assertThat(titles(block.block())).containsExactly("install");
        assertThat(titles(handlers(play))).containsExactly("restart");
        assertThat(files.taskError("- import_role: {name: web, tasks_from: gone}"))
                .startsWith("3:27: could not find specified file in role: tasks/gone");
        assertThat(files.taskError("- import_role: {name: web, tasks_from: ../../../site}"))
                .startsWith("3:27: failed loading");
    }

    @Test
    void rolesAreFoundOnTheSearchPath() {
        files.write("elsewhere/r/tasks/main.yml", "- ping:\n  name: r\n")
                .write("site.yml", "- hosts: all\n  roles: [r]\n");
        var settings = files.settings()
                .with(new LoaderSettings.Paths(List.of(folder.resolve("elsewhere")), List.of(), List.of(), List.of()));
        var play = new PlaybookLoader(settings)
                .load(folder.resolve("site.yml"))
                .plays()
                .getFirst();
        assertThat(titles(play.roles().getFirst().tasks())).containsExactly("r");
    }

    @Test
    void sameUseOfARoleIsKnownAgain() {
        files.write("roles/r/tasks/main.yml", "- ping:\n");
        var roles = files.plays("- hosts: all\n  roles: [r, r, {role: r, p: 1}]\n")
                .getFirst()
                .roles();
        assertThat(roles.get(0).ref().identity()).isEqualTo(roles.get(1).ref().identity());
        assertThat(roles.get(0).ref().identity())
                .isNotEqualTo(roles.get(2).ref().identity());
    }

    @Test
    void argumentSpecificationsAreCheckedFirst() {
        files.write(
                        "roles/r/meta/argument_specs.yml",
                        "argument_specs:\n  main:\n    short_description: d\n    options: {a: {}}\n")
                .write("roles/r/tasks/main.yml", "- ping:\n  name: then\n");
        var role =
                files.plays("- hosts: all\n  roles: [r]\n").getFirst().roles().getFirst();
        assertThat(titles(role.tasks())).containsExactly("Validating arguments against arg spec 'main' - d", "then");
        assertThat(role.argumentSpecs()).containsKey("main");
    }

    @Test
    void includesStayTasksAndAreReadWhenTheyRun() {
        files.write("roles/r/tasks/main.yml", "- include_tasks: more.yml\n")
                .write("roles/r/tasks/more.yml", "- ping:\n  name: more\n");
        var play = files.plays("- hosts: all\n  tasks:\n  - include_role: {name: r, apply: {tags: [t]}}\n")
                .getFirst();
        var task = (Task) play.tasks().getFirst();
        var action = (Action.IncludeRole) task.action();
        assertThat(texts(action.apply().tags())).containsExactly("t");
        var loader = new PlaybookLoader(files.settings());
        var role =
                loader.loadRole(RoleUse.included("r", action.role().at(), RoleFiles.MAIN), LoadContext.of(play, task));
        var inner = (Task) role.tasks().getFirst();
        var include = (Action.IncludeTasks) inner.action();
        var context = LoadContext.of(play, inner);
        assertThat(titles(loader.loadTasks(loader.findTasks(include.file(), context, false), context)))
                .containsExactly("more");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "any_errors_fatal: true",
                "become: true",
                "become_exe: doas",
                "become_flags: -H",
                "become_method: su",
                "become_user: root",
                "check_mode: true",
                "collections: [a.b]",
                "connection: local",
                "debugger: never",
                "diff: true",
                "environment: {A: b}",
                "ignore_errors: true",
                "ignore_unreachable: true",
                "module_defaults: {ping: {data: a}}",
                "name: n",
                "no_log: true",
                "port: 22",
                "remote_user: u",
                "run_once: true",
                "tags: t",
                "throttle: 1",
                "timeout: 1",
                "vars: {a: 1}"
            })
    void commonKeywordsStandEverywhere(String keyword) {
        files.write("roles/r/tasks/main.yml", "- ping:\n");
        var item = "{hosts: all, " + keyword + "}";
        assertThat(files.error("- " + item + "\n")).isEmpty();
        assertThat(files.error("- {hosts: all, roles: [{role: r, " + keyword + "}]}\n"))
                .isEmpty();
        assertThat(files.taskError("- {block: [], " + keyword + "}")).isEmpty();
        assertThat(files.taskError("- {ping: , " + keyword + "}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fact_path: /f",
                "force_handlers: true",
                "gather_facts: false",
                "gather_subset: [min]",
                "gather_timeout: 1",
                "handlers: []",
                "max_fail_percentage: 30%",
                "order: sorted",
                "post_tasks: []",
                "pre_tasks: []",
                "roles: []",
                "serial: [1, 50%]",
                "strategy: free",
                "tasks: []",
                "vars_files: [a.yml]",
                "vars_prompt: [{name: a}]"
            })
    void keywordsOfPlaysStandInPlaysAlone(String keyword) {
        assertThat(files.error("- {hosts: all, " + keyword + "}\n")).isEmpty();
        assertThat(files.taskError("- {ping: , " + keyword + "}")).contains("is not a valid attribute for a Task");
        assertThat(files.taskError("- {block: [], " + keyword + "}")).contains("is not a valid attribute for a Block");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "args: {a: 1}",
                "async: 5",
                "changed_when: false",
                "delay: 1",
                "failed_when: false",
                "loop: [1]",
                "loop_control: {pause: 1}",
                "poll: 0",
                "register: r",
                "retries: 3",
                "until: x"
            })
    void keywordsOfTasksStandInTasksAlone(String keyword) {
        assertThat(files.taskError("- {ping: , " + keyword + "}")).isEmpty();
        assertThat(files.taskError("- {block: [], " + keyword + "}")).contains("is not a valid attribute for a Block");
        assertThat(files.error("- {hosts: all, " + keyword + "}\n")).contains("is not a valid attribute for a Play");
    }

    private static List<TaskItem> handlers(Play play) {
        return HandlerList.of(play).stream()
                .flatMap(list -> list.items().stream())
                .toList();
    }
}
