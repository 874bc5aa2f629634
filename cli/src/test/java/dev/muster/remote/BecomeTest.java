package dev.muster.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.remote.RemoteException.Kind;
import dev.muster.step.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other users' shells, by the real sudo, su and doas, with accounts that only the test's server sees. */
@Tag("lab")
@Timeout(120)
final class BecomeTest {

    private static Accounts accounts;
    private static SshServer server;

    private Connection connection = connect("free");

    @BeforeAll
    static void start() {
        accounts = Accounts.make();
        server = SshServer.start(accounts.folder(), accounts.prefix());
    }

    @AfterAll
    static void stop() {
        server.close();
        accounts.close();
    }

    @AfterEach
    void close() {
        connection.close();
    }

    private static Connection connect(String user) {
        return new Connections(notice -> {}, key -> Optional.empty()).open(server.target(user));
    }

    private Answer as(Identity identity, String text) throws InterruptedException {
        return connection.run(ShellProtocolCases.sh(text), identity);
    }

    private static Identity.Become become(String method, String user, @Nullable String password, String... flags) {
        return new Identity.Become(method, user, password, null, List.of(flags));
    }

    private void login(String user) {
        connection.close();
        connection = connect(user);
    }

    private void assertRefused(Identity identity, String message, @Nullable String hint) {
        assertThatThrownBy(() -> as(identity, "id")).isInstanceOfSatisfying(RemoteException.class, e -> {
            assertThat(e).hasMessage(message);
            assertThat(e.kind()).isEqualTo(Kind.BECOME);
            assertThat(e.hint()).isEqualTo(hint);
        });
    }

    @Test
    void endsTheShellsOfAUserWhoIsLeft() throws Exception {
        var root = become("sudo", "root", null);
        var app = become("sudo", "app", null);
        var rootShell = as(root, "echo $$").text().strip();
        var appShell = as(app, "echo $$").text().strip();
        connection.leave("app");
        connection.leave("nobody");
        assertThat(as(root, "for n in 1 2 3 4 5 6 7 8 9; do kill -0 " + appShell + " || break; sleep 1; done; echo $n")
                        .text())
                .isNotEqualTo("9\n");
        assertThat(as(app, "echo $$").text().strip()).isNotEqualTo(appShell);
        assertThat(as(root, "echo $$").text().strip()).isEqualTo(rootShell);
    }

    @Test
    void sudoWithoutAPasswordKeepsOneShellForEachIdentity() throws Exception {
        var root = become("sudo", "root", null);
        var app = become("sudo", "app", null);
        var rootShell = as(root, "id -un; echo $HOME; echo $$").text().lines().toList();
        var appShell = as(app, "id -un; echo $HOME; echo $$").text().lines().toList();
        var loginShell =
                as(Identity.LOGIN, "id -un; echo $HOME; echo $$").text().lines().toList();
        assertThat(rootShell).startsWith("root", accounts.home("root").toString());
        assertThat(appShell).startsWith("app", accounts.home("app").toString());
        assertThat(loginShell).startsWith("free", accounts.home("free").toString());
        assertThat(as(root, "echo $$").text().strip()).isEqualTo(rootShell.get(2));
        assertThat(as(app, "echo $$").text().strip()).isEqualTo(appShell.get(2));
        assertThat(as(Identity.LOGIN, "echo $$").text().strip()).isEqualTo(loginShell.get(2));
    }

    @Test
    void stepsStayWhereTheLoginBeganUnlessTheOtherUserHasNoBusinessThere() throws Exception {
        assertThat(as(become("sudo", "root", null), "pwd").text().strip())
                .isEqualTo(accounts.home("free").toString());
        login("asked");
        assertThat(as(become("sudo", "app", Accounts.PASSWORD), "pwd").text().strip())
                .isEqualTo(accounts.home("app").toString());
    }

    @Test
    void sudoTakesThePasswordThatItAsksFor() throws Exception {
        login("asked");
        var root = become("sudo", "root", Accounts.PASSWORD);
        assertThat(as(root, "id -un").text()).isEqualTo("root\n");
        assertThat(as(root, "id -un").text()).isEqualTo("root\n");
    }

    @Test
    void aPasswordThatIsNotAskedForGoesNowhere() throws Exception {
        var root = become("sudo", "root", "canary-of-a-password");
        var answer = as(root, "id -un; cat");
        assertThat(answer.text()).isEqualTo("root\n");
        assertThat(answer.errorText()).isEmpty();
    }

    @Test
    void sudoWithoutThePasswordItWantsIsRefused() {
        login("asked");
        assertRefused(
                become("sudo", "root", null),
                "Missing sudo password",
                "give it with -K (--ask-become-pass) or ansible_become_password, or allow 'sudo' without one on 'n1'");
    }

    @Test
    void sudoWithAWrongPasswordIsRefused() {
        login("asked");
        assertRefused(
                become("sudo", "root", "wrong"),
                "Incorrect sudo password",
                "it asks for the password of the user that logs in to 'n1'");
    }

    @Test
    void sudoForSomebodyWhoMayNotIsRefused() {
        login("guest");
        assertRefused(
                become("sudo", "root", Accounts.PASSWORD),
                "cannot become 'root' by sudo on 'n1': guest is not in the sudoers file.",
                "let a rule in /etc/sudoers.d on the node allow it");
    }

    @Test
    void anUnknownUserIsRefused() {
        assertRefused(
                become("sudo", "nosuch", null),
                "cannot become 'nosuch' by sudo on 'n1': sudo: error initializing audit plugin sudoers_audit",
                null);
    }

    @Test
    void aMethodThatTheNodeDoesNotHaveIsRefused() {
        assertRefused(
                new Identity.Become("sudo", "root", null, "/opt/no/sudo", List.of()),
                "cannot become 'root' by sudo on 'n1': there is no '/opt/no/sudo'",
                "install it on the node, or choose another method with ansible_become_method");
        assertRefused(
                become("pbrun", "root", null),
                "the become method 'pbrun' is not known",
                "the methods are sudo, su and doas");
    }

    @Test
    void suTakesTheOtherUsersPassword() throws Exception {
        login("guest");
        assertThat(as(become("su", "app", Accounts.PASSWORD), "id -un").text()).isEqualTo("app\n");
        assertRefused(
                become("su", "app", null),
                "Missing su password",
                "give it with -K (--ask-become-pass) or ansible_become_password, or allow 'su' without one on 'n1'");
        assertRefused(
                become("su", "app", "wrong"),
                "Incorrect su password",
                "su asks for the password of 'app', not for that of the user that logs in");
    }

    @Test
    void doasWorksWithoutAPasswordAlone() throws Exception {
        assertThat(as(become("doas", "root", null), "id -un").text()).isEqualTo("root\n");
        login("asked");
        assertRefused(
                become("doas", "root", null),
                "Missing doas password",
                "give it with -K (--ask-become-pass) or ansible_become_password, or allow 'doas' without one on 'n1'");
        assertRefused(
                become("doas", "root", Accounts.PASSWORD),
                "cannot become 'root' by doas on 'n1': doas: Authentication failed",
                "steps have no terminal: take 'requiretty' out of the node's sudoers, or allow doas without password ('nopass')");
    }

    @Test
    void bytesPassThroughSudoUnharmed() throws Exception {
        var bytes = new byte[2_000_000];
        new Random(7).nextBytes(bytes);
        for (var size : List.of(300, 40_000, bytes.length)) {
            var part = java.util.Arrays.copyOf(bytes, size);
            var answer = connection.run(ShellProtocolCases.sh("cat").withInput(part), become("sudo", "root", null));
            assertThat(answer.out()).isEqualTo(part);
            assertThat(answer.err()).isEmpty();
        }
    }

    @Test
    void aDeadlineKillsWhatRunsAsAnotherUser() throws Exception {
        var nap = "sleep " + (20_000_000 + new Random().nextInt(1_000_000));
        var root = become("sudo", "root", null);
        for (var identity : List.of(root, become("sudo", "app", null))) {
            assertThatThrownBy(() -> connection.run(
                            ShellProtocolCases.sh("(" + nap + " &); " + nap).withTimeout(Duration.ofMillis(300)),
                            identity))
                    .isInstanceOfSatisfying(
                            RemoteException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMED_OUT));
            assertThat(ShellProtocolCases.alive(nap)).isEmpty();
            assertThat(as(identity, "echo fine").text()).isEqualTo("fine\n");
        }
    }

    @Test
    void noisyProfilesDoNoHarm() throws Exception {
        login("noisy");
        for (var identity : List.of(Identity.LOGIN, become("sudo", "root", null), become("sudo", "root", "x"))) {
            var answer = as(identity, "echo fine; echo bad >&2");
            assertThat(answer.text()).isEqualTo("fine\n");
            assertThat(answer.errorText()).isEqualTo("bad\n");
        }
    }

    @Test
    void logsInWithAPassword() throws Exception {
        try (var asking = SshServer.start(accounts.folder(), accounts.prefix(), "PasswordAuthentication yes")) {
            assertThat(withPassword(asking, Accounts.PASSWORD)).isEqualTo("app\n");
            assertThatThrownBy(() -> withPassword(asking, "wrong"))
                    .hasMessage(
                            "login to 'n1' (127.0.0.1:" + asking.port() + ") as 'app' was refused; tried the password");
        }
    }

    @Test
    void answersAKeyboardInteractiveLogin() throws Exception {
        try (var asking = SshServer.start(
                accounts.folder(), accounts.prefix(), "UsePAM yes", "KbdInteractiveAuthentication yes")) {
            assertThat(withPassword(asking, Accounts.PASSWORD)).isEqualTo("app\n");
            assertThatThrownBy(() -> withPassword(asking, "wrong"))
                    .hasMessageEndingWith("was refused; tried the password (keyboard-interactive)");
        }
    }

    private static String withPassword(SshServer asking, String password) throws InterruptedException {
        var usual = asking.target("app");
        var target = new Target.Ssh(
                "n1",
                usual.host(),
                usual.port(),
                "app",
                List.of(),
                password,
                usual.connectTimeout(),
                usual.hostKeys(),
                "/bin/sh");
        try (var connection = new Connections(notice -> {}, key -> Optional.empty(), accounts.folder(), new Agent(null))
                .open(target)) {
            return connection
                    .run(ShellProtocolCases.sh("id -un"), Identity.LOGIN)
                    .text();
        }
    }

    @Test
    void anAccountThatMayNotLogInSaysSo() {
        login("nologin");
        assertThatThrownBy(() -> as(Identity.LOGIN, "id")).isInstanceOfSatisfying(RemoteException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(e)
                    .hasMessage("cannot start a shell on 'n1': its shell ended with status 1"
                            + " (This account is currently not available.)");
        });
    }
}
