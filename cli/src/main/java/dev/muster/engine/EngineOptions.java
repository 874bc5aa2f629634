package dev.muster.engine;

import dev.muster.config.Settings;
import dev.muster.modules.Controller;
import dev.muster.remote.SshRequest;
import dev.muster.remote.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says of a run.
 *
 * @param selection which hosts and tasks
 * @param login how nodes are reached where no variable says otherwise
 * @param privilege whom to become where neither a task nor a variable says otherwise
 * @param extraVariables {@code -e}, the strongest of all; texts that are templates are {@link dev.muster.value.Template}s
 * @param forks how many hosts are worked on at once; threads are cheap here, so the default is 50 rather than Ansible's 5
 * @param habits what holds for plays that say nothing else
 * @param directory the folder that relative paths of an ad-hoc task begin at
 * @param ask answers a {@code vars_prompt}
 * @param console where the debugger reads its commands
 */
public record EngineOptions(
        Selection selection,
        Login login,
        Privilege privilege,
        Map<String, ? extends @Nullable Object> extraVariables,
        int forks,
        boolean check,
        boolean diff,
        int verbosity,
        Habits habits,
        Path directory,
        Asking ask,
        Console console) {

    public static final int FORKS = 50;

    /** No limit, no tags, nothing asked. */
    public static final EngineOptions DEFAULT = new EngineOptions(
            Selection.ALL,
            Login.DEFAULT,
            Privilege.NONE,
            Map.of(),
            FORKS,
            false,
            false,
            0,
            Habits.DEFAULT,
            Path.of("").toAbsolutePath(),
            Asking.NOBODY,
            Console.NOBODY);

    /**
     * Which hosts and tasks.
     *
     * @param limit {@code --limit}, split; empty for all
     * @param startAt the name of the first task to run, or null
     * @param step asked with the name of each task, as it is shown, whether to run it
     * @param sources those of the inventory, as the variable {@code ansible_inventory_sources} names them
     */
    public record Selection(
            List<String> limit,
            List<String> tags,
            List<String> skipTags,
            @Nullable String startAt,
            Predicate<String> step,
            List<String> sources) {
        public static final Selection ALL = new Selection(List.of(), List.of(), List.of(), null, _ -> true, List.of());
    }

    /**
     * How nodes are reached.
     *
     * @param connection {@code ssh}, {@code local} and so on
     * @param user null for the user who runs this program
     * @param timeout for a connection and its login together
     * @param arguments options for ssh, where no variable has others
     */
    public record Login(
            String connection,
            @Nullable String user,
            @Nullable Path keyFile,
            @Nullable String password,
            Duration timeout,
            Target.HostKeys hostKeys,
            SshRequest.Arguments arguments) {
        public static final Login DEFAULT = new Login(
                "ssh",
                null,
                null,
                null,
                Duration.ofSeconds(10),
                new Target.HostKeys(
                        List.of(
                                Path.of(System.getProperty("user.home"), ".ssh", "known_hosts"),
                                Path.of("/etc/ssh/ssh_known_hosts")),
                        Target.HostKeys.Policy.STRICT),
                SshRequest.Arguments.NONE);
    }

    /**
     * What holds where neither the command line nor a playbook says otherwise.
     *
     * @param strategy how hosts go through the tasks of a play
     * @param gathering {@code implicit}, {@code explicit} or {@code smart}
     * @param forceHandlers whether notified handlers run on hosts that failed
     * @param anyErrorsFatal whether a failure ends the play for all hosts
     * @param debugs whether the debugger starts when a task fails
     * @param noLog whether results are hidden
     * @param mergesHashes whether dictionaries of the same name are merged instead of replaced
     * @param injectsFacts whether facts are variables of their own
     * @param handlersMustExist whether notifying what is not there is an error
     * @param taskTimeout after how many seconds a task is given up; 0 for never
     * @param port of ssh, or null for what ssh's own configuration says
     * @param shell what runs on nodes
     * @param becomesSame whether one becomes a user even as whom one has logged in
     * @param becoming by the name of the method
     * @param facts keeps facts between runs, or null
     * @param retries how often a connection by ssh that cannot be made is tried again
     * @param background what holds for tasks with {@code async}
     * @param leniency what is taken that others refuse
     * @param settings what the lookup {@code config} tells of, or null
     */
    public record Habits(
            String strategy,
            String gathering,
            boolean forceHandlers,
            boolean anyErrorsFatal,
            boolean debugs,
            boolean noLog,
            boolean mergesHashes,
            boolean injectsFacts,
            boolean handlersMustExist,
            int taskTimeout,
            @Nullable Integer port,
            String shell,
            boolean becomesSame,
            Map<String, Becoming> becoming,
            @Nullable FactCache facts,
            int retries,
            Background background,
            Leniency leniency,
            @Nullable Settings settings) {

        /** How many bytes a file may have whose differences are shown; 0 for as many as it likes. */
        int largestDiff() {
            return settings == null
                    ? Controller.LARGEST_DIFF
                    : settings.number("MAX_FILE_SIZE_FOR_DIFF", Controller.LARGEST_DIFF);
        }

        /** Those of somebody without settings. */
        public static final Habits DEFAULT = new Habits(
                "linear",
                "implicit",
                false,
                false,
                false,
                false,
                false,
                true,
                true,
                0,
                null,
                "/bin/sh",
                false,
                Map.of(),
                null,
                0,
                Background.DEFAULT,
                Leniency.DEFAULT,
                null);
    }

    /**
     * What is taken that others refuse, and what is said of it.
     *
     * @param unmatched what a pattern that no host matches is: {@code error}, {@code warning} or {@code ignore}
     * @param brokenConditions whether a condition may be neither true nor false
     * @param managed what {@code ansible_managed} says in templates
     */
    public record Leniency(String unmatched, boolean brokenConditions, String managed) {
        public static final Leniency DEFAULT = new Leniency("warning", false, Ways.MANAGED);
    }

    /**
     * Tasks with {@code async}.
     *
     * @param folder where nodes keep what became of them
     * @param poll how many seconds there are between looks
     */
    public record Background(String folder, int poll) {

        private static final int SECONDS = 15;

        public static final Background DEFAULT = new Background("~/.ansible_async", SECONDS);
    }

    /**
     * How one method makes one another user.
     *
     * @param user whom to become, or null for whom the command line names
     * @param program the program, or null for the method's own
     * @param flags its options, or null for the method's own
     * @param folder where it is started, or null for where the login is
     */
    public record Becoming(
            @Nullable String user,
            @Nullable String program,
            @Nullable String flags,
            @Nullable String password,
            @Nullable String folder) {

        static final Becoming PLAIN = new Becoming(null, null, null, null, null);
    }

    /** Whom to become. */
    public record Privilege(
            boolean become,
            String method,
            String user,
            @Nullable String password) {
        public static final Privilege NONE = new Privilege(false, "sudo", "root", null);
    }
}
