package dev.muster.modules;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A container of one of the lab's images that does nothing until it is told; removed when closed. */
record Container(String id) implements AutoCloseable {

    static Container of(String image) throws IOException {
        return new Container(
                output("docker", "run", "-d", "--cap-drop", "SYS_RESOURCE", "--entrypoint", "sleep", image, "600"));
    }

    /** What a shell command in the container prints, without blanks at the ends. */
    String sh(String command) throws IOException {
        return output("docker", "exec", id, "sh", "-c", command);
    }

    private static String output(String... command) throws IOException {
        var process = new ProcessBuilder(List.of(command))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return out.strip();
    }

    @Override
    public void close() throws IOException {
        output("docker", "rm", "-f", id);
    }
}
