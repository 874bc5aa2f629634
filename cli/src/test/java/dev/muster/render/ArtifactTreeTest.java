package dev.muster.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArtifactTreeTest {

    @TempDir
    Path folder;

    private ArtifactTree tree() {
        return new ArtifactTree(folder.resolve("artifacts"));
    }

    private static Artifact artifact(String path, String text) {
        return new Artifact(path, text.getBytes(StandardCharsets.UTF_8), path.contains("secret"));
    }

    private String mode(String path) throws Exception {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("artifacts").resolve(path)));
    }

    @Test
    void writesOnceAndThenNothing() throws Exception {
        var artifacts = List.of(artifact("n1/a", "x\n"), artifact("n1/secret", "y\n"), artifact("top", "z\n"));

        assertThat(tree().write(artifacts, ArtifactTree.Scope.CLUSTER))
                .extracting(Difference::kind, Difference::path)
                .containsExactly(
                        tuple(Difference.Kind.MISSING, "n1/a"),
                        tuple(Difference.Kind.MISSING, "n1/secret"),
                        tuple(Difference.Kind.MISSING, "top"));
        var written = Files.getLastModifiedTime(folder.resolve("artifacts/n1/a"));
        assertThat(tree().write(artifacts, ArtifactTree.Scope.CLUSTER)).isEmpty();
        assertThat(tree().compare(artifacts, ArtifactTree.Scope.CLUSTER)).isEmpty();
        assertThat(Files.getLastModifiedTime(folder.resolve("artifacts/n1/a"))).isEqualTo(written);
        assertThat(mode("n1/a")).isEqualTo("rw-r--r--");
        assertThat(mode("n1/secret")).isEqualTo("rw-------");
        assertThat(mode("n1")).isEqualTo("rwx------");
    }

    @Test
    void comparesWithoutWriting() throws Exception {
        tree().write(List.of(artifact("n1/a", "1\n2\n"), artifact("n1/secret", "old\n")), ArtifactTree.Scope.CLUSTER);

        var differences = tree().compare(
                        List.of(artifact("n1/a", "1\n3\n"), artifact("n1/secret", "new\n"), artifact("n1/b", "")),
                        ArtifactTree.Scope.CLUSTER);

        assertThat(differences)
                .containsExactly(
                        new Difference(
                                Difference.Kind.CHANGED,
                                "n1/a",
                                "--- n1/a (on disk)\n+++ n1/a (rendered)\n@@ -1,2 +1,2 @@\n 1\n-2\n+3\n"),
                        new Difference(Difference.Kind.MISSING, "n1/b", ""),
                        new Difference(
                                Difference.Kind.CHANGED,
                                "n1/secret",
                                "holds a private key; the difference is not shown\n"));
        assertThat(folder.resolve("artifacts/n1/a")).hasContent("1\n2");
        assertThat(folder.resolve("artifacts/n1/b")).doesNotExist();
    }

    @Test
    void takesASecretBackFromOthers() throws Exception {
        var artifacts = List.of(artifact("n1/secret", "x"));
        tree().write(artifacts, ArtifactTree.Scope.CLUSTER);
        Files.setPosixFilePermissions(
                folder.resolve("artifacts/n1/secret"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(tree().write(artifacts, ArtifactTree.Scope.CLUSTER))
                .extracting(Difference::diff)
                .containsExactly("holds a private key and can be read by others\n");
        assertThat(mode("n1/secret")).isEqualTo("rw-------");
        assertThat(tree().compare(artifacts, ArtifactTree.Scope.CLUSTER)).isEmpty();
    }

    @Test
    void removesTheFileOfAnAddressThatANodeNoLongerHas() {
        tree().write(
                        List.of(artifact("n1/ipxe/old.ipxe", "x"), artifact("n1/b/c", "x"), artifact("n2/a", "x")),
                        ArtifactTree.Scope.CLUSTER);

        assertThat(tree().write(List.of(artifact("n1/ipxe/new.ipxe", "x")), ArtifactTree.Scope.NODES))
                .extracting(Difference::kind, Difference::path)
                .containsExactly(
                        tuple(Difference.Kind.EXTRA, "n1/b/c"),
                        tuple(Difference.Kind.MISSING, "n1/ipxe/new.ipxe"),
                        tuple(Difference.Kind.EXTRA, "n1/ipxe/old.ipxe"));
        assertThat(folder.resolve("artifacts/n1/b")).doesNotExist();
        assertThat(folder.resolve("artifacts/n2/a")).exists();
    }

    @Test
    void removesANodeThatIsGoneWhenTheWholeClusterIsRendered() {
        tree().write(List.of(artifact("n1/a", "x"), artifact("n2/a", "x")), ArtifactTree.Scope.CLUSTER);
        tree().write(List.of(artifact("n1/a", "x")), ArtifactTree.Scope.CLUSTER);

        assertThat(folder.resolve("artifacts/n2")).doesNotExist();
        assertThat(folder.resolve("artifacts/n1/a")).exists();
    }

    @Test
    void showsDistantChangesInSeveralHunks() {
        var before = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n";

        assertThat(UnifiedDiff.of(before, before, "x", "y")).isEmpty();
        assertThat(UnifiedDiff.of(before, before.replace("b\n", "").replace("l\n", "l\nm\n"), "x", "y"))
                .isEqualTo("--- x\n+++ y\n@@ -1,5 +1,4 @@\n a\n-b\n c\n d\n e\n@@ -10,3 +9,4 @@\n j\n k\n l\n+m\n");
        assertThat(UnifiedDiff.of("", "a\n", "x", "y")).isEqualTo("--- x\n+++ y\n@@ -0,0 +1 @@\n+a\n");
        assertThat(UnifiedDiff.of("a\n", "", "x", "y")).isEqualTo("--- x\n+++ y\n@@ -1 +0,0 @@\n-a\n");
    }
}
