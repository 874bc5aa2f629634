package dev.muster.cli;

import dev.muster.pki.CertificateEntry;
import dev.muster.pki.Pki;
import dev.muster.pki.PkiSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "pki", description = "Shows and revokes the certificates of a cluster.")
final class PkiCommand implements Runnable {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Session session;

    @Mixin
    private HelpOption help = new HelpOption();

    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.@Nullable CommandSpec spec;

    PkiCommand(Session session) {
        this.session = session;
    }

    /** Which cluster. */
    static final class Where {

        @Option(
                names = {"-i", "--inventory"},
                paramLabel = "INVENTORY",
                description = "the cluster's inventory (default: ANSIBLE_INVENTORY)")
        private @Nullable String inventory;

        @Option(
                names = "--state",
                paramLabel = "DIR",
                description = "the state folder (default: .muster beside the inventory)")
        private @Nullable Path state;

        private Pki open(Session session) {
            var named = inventory != null ? inventory : session.environment().get("ANSIBLE_INVENTORY");
            var folder = StateFolder.of(state, named).resolve("pki");
            // The name matters only to authorities that are yet to be made.
            return Pki.open(folder, PkiSettings.named("muster"), Clock.systemUTC());
        }
    }

    @Override
    public void run() {
        if (spec != null) {
            session.terminal().out(spec.commandLine().getUsageMessage().stripTrailing());
        }
    }

    @Command(name = "list", description = "Lists the authorities and the nodes' certificates.")
    int list(@Mixin HelpOption helpOption, @Mixin Where where) {
        var entries = where.open(session).list();
        if (entries.isEmpty()) {
            session.terminal().out("there is no trust yet; 'muster bootstrap --to trust' makes it");
            return ExitCode.OK.code();
        }
        int name = width(entries, "NAME", CertificateEntry::name);
        int key = width(entries, "KEY", CertificateEntry::keyAlgorithm);
        var format = "%-" + name + "s  %-7s  %-10s  %-" + key + "s  %s";
        session.terminal().out(String.format(Locale.ROOT, format, "NAME", "STATUS", "UNTIL", "KEY", "SERIAL"));
        for (var entry : entries) {
            session.terminal()
                    .out(String.format(
                            Locale.ROOT,
                            format,
                            entry.name(),
                            entry.status().name().toLowerCase(Locale.ROOT),
                            DAY.format(entry.notAfter()),
                            entry.keyAlgorithm(),
                            entry.serial().toString(16)));
        }
        return ExitCode.OK.code();
    }

    private static int width(
            java.util.List<CertificateEntry> entries, String title, Function<CertificateEntry, String> column) {
        return Math.max(
                title.length(),
                entries.stream().map(column).mapToInt(String::length).max().orElse(0));
    }

    @Command(name = "show", description = "Shows one certificate.")
    int show(
            @Mixin HelpOption helpOption,
            @Mixin Where where,
            @Parameters(paramLabel = "NAME", description = "certname of a node, or 'root' or 'ca'") String name) {
        var entry = where.open(session).show(name);
        var text = new StringBuilder();
        line(text, "name", entry.name());
        line(text, "status", entry.status().name().toLowerCase(Locale.ROOT));
        line(text, "serial", entry.serial().toString(16));
        line(text, "valid", instant(entry.notBefore()) + " to " + instant(entry.notAfter()));
        line(text, "issuer", entry.issuer());
        line(text, "key", entry.keyAlgorithm());
        entry.extensions().forEach((extension, value) -> line(text, extension, value));
        line(text, "sha256", entry.fingerprint());
        line(text, "file", entry.file().toString());
        session.terminal().out(text.toString());
        return ExitCode.OK.code();
    }

    private static String instant(Instant moment) {
        return moment.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-12s %s%n", name, value));
    }

    @Command(name = "revoke", description = "Revokes all certificates of a name; the next bootstrap tells the nodes.")
    int revoke(
            @Mixin HelpOption helpOption,
            @Mixin Where where,
            @Parameters(paramLabel = "CERTNAME", description = "certname of a node") String name) {
        var serials = where.open(session).revoke(name);
        session.terminal()
                .out(
                        serials.isEmpty()
                                ? "all certificates of '" + name + "' were revoked before"
                                : "revoked " + serials.size() + " certificate" + (serials.size() == 1 ? "" : "s")
                                        + " of '" + name + "'");
        return ExitCode.OK.code();
    }
}
