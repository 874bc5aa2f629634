package dev.muster.pki;

import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * What the intermediate authority has issued, in the files and forms of puppetserver's own authority ({@code serial},
 * {@code inventory.txt}, {@code signed/}), so that a server can take them over and revoke what Muster issued.
 *
 * <p>Muster's serial numbers begin at 40000000 (hexadecimal): a Puppet server that imports the authority numbers its own
 * from 1, and the two must never meet. puppetserver reads the file as a signed 32-bit number, hence the upper end.
 */
final class Ledger {

    static final long FIRST = 0x40000000L;

    private static final long LAST = 0x7fffffffL;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'UTC'").withZone(ZoneOffset.UTC);

    private final Layout layout;

    Ledger(Layout layout) {
        this.layout = layout;
    }

    void begin() {
        SafeFile.makeFolder(layout.ca("signed"));
        if (!Files.exists(layout.ca("inventory.txt"))) {
            SafeFile.write(layout.ca("inventory.txt"), "", SafeFile.Mode.PUBLIC);
        }
        if (!Files.exists(layout.ca("serial"))) {
            SafeFile.write(layout.ca("serial"), "%X\n".formatted(nextAfterAll()), SafeFile.Mode.PUBLIC);
        }
    }

    /** A lost file must not lead to a number that is used twice, so it is found again from what was issued. */
    private long nextAfterAll() {
        long next = FIRST;
        for (var line : lines()) {
            next = Math.max(next, line.serial().longValueExact() + 1);
        }
        try (var files = Files.list(layout.ca("signed"))) {
            for (var file : files.filter(file -> !SafeFile.isLeftover(file)).toList()) {
                next = Math.max(next, Pem.certificate(file).getSerialNumber().longValueExact() + 1);
            }
        } catch (IOException e) {
            throw new UserError("cannot read '" + layout.ca("signed") + "': " + SafeFile.reason(e));
        }
        return next;
    }

    /** Takes so many serial numbers out of the file before any is used, so that none is ever used twice. */
    BigInteger reserve(int count) {
        var file = layout.ca("serial");
        var text = SafeFile.readText(file).strip();
        long next;
        try {
            next = Long.parseLong(text, 16);
        } catch (NumberFormatException e) {
            throw new UserError("'" + file + "' holds '" + text + "', no hexadecimal serial number");
        }
        if (next < 1 || next + count > LAST) {
            throw new UserError("the serial numbers of '" + file + "' are used up: '" + text + "'")
                    .hint("Puppet's server takes serial numbers up to 7FFFFFFF");
        }
        SafeFile.write(file, "%X\n".formatted(next + count), SafeFile.Mode.PUBLIC);
        return BigInteger.valueOf(next);
    }

    /** One certificate that was issued. */
    record Issue(String certname, BigInteger serial, Signer.Validity validity, byte[] der) {

        String line() {
            return "0x%04X %s %s /CN=%s\n".formatted(serial, time(validity.from()), time(validity.to()), certname);
        }

        private static String time(Instant instant) {
            return TIME.format(instant);
        }
    }

    /** Enters what was issued; the file only grows. */
    void enter(List<Issue> issues) {
        var file = layout.ca("inventory.txt");
        var text = new StringBuilder(SafeFile.readText(file));
        for (var issue : issues) {
            SafeFile.write(
                    layout.signed(issue.certname()), Pem.write("CERTIFICATE", issue.der()), SafeFile.Mode.PUBLIC);
            text.append(issue.line());
        }
        SafeFile.write(file, text.toString(), SafeFile.Mode.PUBLIC);
    }

    /** Every serial number ever given to a name, oldest first. */
    List<BigInteger> serials(String certname) {
        return lines().stream()
                .filter(line -> line.certname().equals(certname))
                .map(Line::serial)
                .toList();
    }

    private record Line(BigInteger serial, String certname) {}

    private List<Line> lines() {
        var lines = new ArrayList<Line>();
        for (var line : SafeFile.readText(layout.ca("inventory.txt")).lines().toList()) {
            var words = line.split(" ");
            if (words.length == 4 && words[0].matches("0x[0-9A-F]{1,40}") && words[3].startsWith("/CN=")) {
                lines.add(new Line(new BigInteger(words[0].substring(2), 16), words[3].substring("/CN=".length())));
            }
        }
        return lines;
    }
}
