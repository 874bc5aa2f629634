package dev.muster.galaxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Archives that somebody made to do harm, and some that only look so. */
final class UnpackingTest {

    private static final ArchiveLimits SMALL = new ArchiveLimits(1 << 20, 50, 20, 1 << 16);

    @TempDir
    private Path folder;

    private Path top() {
        return folder.resolve("a/b/target");
    }

    private void unpack(Consumer<Tarball> content) throws IOException {
        unpack("x.tar", content);
    }

    private void unpack(String name, Consumer<Tarball> content) throws IOException {
        var file = folder.resolve(name);
        try (var tarball = new Tarball(file)) {
            content.accept(tarball);
        }
        Files.createDirectories(top());
        new Unpacking(new Archive(file, SMALL), "role x", Optional::of, Unpacking::roleMode, true).into(top());
    }

    static Stream<Arguments> waysOut() {
        return Stream.of(
                Arguments.of("a parent's file", (Consumer<Tarball>) tar -> tar.file("../out", "x")),
                Arguments.of("one deeper", (Consumer<Tarball>) tar -> tar.file("x/../../out", "x")),
                Arguments.of("an absolute name", (Consumer<Tarball>) tar -> tar.file("/tmp/out", "x")),
                Arguments.of("a folder", (Consumer<Tarball>) tar -> tar.folder("../out")),
                Arguments.of("an absolute link", (Consumer<Tarball>) tar -> tar.link("l", "/etc")),
                Arguments.of("a link to a parent", (Consumer<Tarball>) tar -> tar.link("l", "..")),
                Arguments.of("a link deeper in", (Consumer<Tarball>) tar -> tar.link("x/l", "../../out")),
                Arguments.of("a chain of links", (Consumer<Tarball>)
                        tar -> tar.link("x/y/z", "../..").link("p", "x/y/z/..")),
                Arguments.of("a chain in the other order", (Consumer<Tarball>)
                        tar -> tar.link("p", "x/y/z/..").link("x/y/z", "../..")),
                Arguments.of("links that go in circles", (Consumer<Tarball>)
                        tar -> tar.link("a", "b").link("b", "a")),
                Arguments.of("a hard link", (Consumer<Tarball>) tar -> tar.hardLink("l", "../out")),
                Arguments.of("an absolute hard link", (Consumer<Tarball>) tar -> tar.hardLink("l", "/etc/passwd")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waysOut")
    void nothingGetsOut(String way, Consumer<Tarball> content) throws IOException {
        assertThatThrownBy(() -> unpack(content))
                .as(way)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is not a subpath of the role x");

        try (var all = Files.walk(folder)) {
            assertThat(all.filter(file -> !Files.isDirectory(file)).map(folder::relativize))
                    .containsExactly(Path.of("x.tar"));
        }
    }

    @Test
    void nothingIsWrittenThroughALink() throws IOException {
        assertThatThrownBy(() -> unpack(tar -> tar.folder("in").link("l", "in").file("l/x", "x")))
                .hasMessageContaining("the role x has 'l/x' below a link");

        assertThat(top()).isEmptyDirectory();
    }

    @Test
    void aNameIsALinkOrAFileAndNotBoth() {
        assertThatThrownBy(() -> unpack(tar -> tar.link("l", "x").file("l", "x")))
                .hasMessageContaining("the role x has 'l' twice, as a link and as something else");
    }

    @Test
    void aHardLinkIsToAFileBeforeIt() {
        assertThatThrownBy(() -> unpack(tar -> tar.hardLink("l", "later").file("later", "x")))
                .hasMessageContaining("a hard link to 'later', which is no file before it");
    }

    @Test
    void aHardLinkBecomesACopy() throws IOException {
        unpack(tar -> tar.file("one", "content", 0755).hardLink("other", "./one"));

        assertThat(top().resolve("other")).hasContent("content").isExecutable();
        Files.writeString(top().resolve("one"), "changed");
        assertThat(top().resolve("other")).hasContent("content");
    }

    static Stream<Byte> oddities() {
        return Stream.of(TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO);
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void devicesAndPipesAreRefused(byte type) {
        assertThatThrownBy(() -> unpack(tar -> tar.special("odd", type, "")))
                .hasMessageContaining("the role x has 'odd', which is neither a file nor a folder");
    }

    @Test
    void linksInsideAreKept() throws IOException {
        unpack(tar -> tar.link("tasks/link.yml", "../common/real.yml")
                .link("all", "common")
                .link("through", "all/real.yml")
                .link("nowhere", "not/there")
                .file("common/real.yml", "x"));

        assertThat(top().resolve("tasks/link.yml")).isSymbolicLink().hasContent("x");
        assertThat(top().resolve("through")).isSymbolicLink().hasContent("x");
        assertThat(Files.isSymbolicLink(top().resolve("nowhere"))).isTrue();
    }

    @Test
    void permissionsAreTamed() throws IOException {
        unpack(tar -> tar.file("suid", "x", 06755)
                .file("all", "x", 0777)
                .file("group", "x", 0670)
                .file("none", "x", 0));

        assertThat(mode("suid")).isEqualTo("rwxr-xr-x");
        assertThat(mode("all")).isEqualTo("rwxr-xr-x");
        assertThat(mode("group")).isEqualTo("rw-r-----");
        assertThat(mode("none")).isEqualTo("rw-------");
        assertThat((int) Files.getAttribute(top().resolve("suid"), "unix:mode") & 07000)
                .isZero();
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(top().resolve(name)));
    }

    @Test
    void moreBytesThanAllowedAreNotUnpacked() {
        assertThatThrownBy(() -> unpack(tar -> tar.file("big", new byte[2 << 20], 0644)))
                .hasMessageContaining("it unpacks to more than 1048576 bytes");
    }

    @Test
    void aSmallFileDoesNotBecomeALargeOne() {
        assertThatThrownBy(() -> unpack("x.tar.gz", tar -> tar.file("bomb", new byte[900_000], 0644)))
                .hasMessageContaining("it unpacks to more than 20 times its size");
    }

    @Test
    void moreEntriesThanAllowedAreNotUnpacked() {
        assertThatThrownBy(() -> unpack(tar -> {
                    for (int i = 0; i < 60; i++) {
                        tar.file("file" + i, "");
                    }
                }))
                .hasMessageContaining("it has more than 50 entries");
    }

    @Test
    void aLongNameCannotFillTheMemory() {
        assertThatThrownBy(() -> unpack(tar -> tar.file("x".repeat(5000), "")))
                .hasMessageContaining("it cannot be a path");
    }

    @Test
    void whatIsCutOffIsNoArchive() throws IOException {
        var file = folder.resolve("cut.tar.gz");
        try (var tarball = new Tarball(file)) {
            tarball.file("tasks/main.yml", "- debug:\n".repeat(1000));
        }
        var bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));

        assertThatThrownBy(() -> new Archive(file, SMALL).entries())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void whatIsNoArchiveIsTold() throws IOException {
        for (var text : new String[] {"", "hi\n", "text ".repeat(500)}) {
            var file = Files.writeString(folder.resolve("text"), text);
            assertThat(new Archive(file, SMALL).isTar()).isFalse();
        }
    }
}
