package dev.muster.vault;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * PBKDF2 by the machine's OpenSSL, where it has one: it does in 4 ms what takes 30 ms in Java with the quick compiler that the
 * program runs under. To get at it takes longer than a few derivations, though.
 */
final class NativeDerivation {

    private static final String[] LIBRARIES = {"libcrypto.so.3", "libcrypto.so.1.1"};

    private final MethodHandle derive;
    private final MemorySegment hash;

    private NativeDerivation(MethodHandle derive, MemorySegment hash) {
        this.derive = derive;
        this.hash = hash;
    }

    /** The library is loaded when it is asked for the first time. */
    static Optional<NativeDerivation> find() {
        return Optional.ofNullable(Holder.FOUND);
    }

    private static final class Holder {
        private static final @Nullable NativeDerivation FOUND = open();
    }

    private static @Nullable NativeDerivation open() {
        // Elsewhere a library of that name may be another one, or end the process that loads it.
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return null;
        }
        for (var name : LIBRARIES) {
            try {
                return open(name);
            } catch (IllegalArgumentException | IllegalCallerException | UnsupportedOperationException _) {
                // There is no such library, or it may not be used. The next one, or Java, does the same.
            }
        }
        return null;
    }

    @SuppressWarnings("restricted")
    private static @Nullable NativeDerivation open(String library) {
        var symbols = SymbolLookup.libraryLookup(library, Arena.global());
        var linker = Linker.nativeLinker();
        var sha = symbols.find("EVP_sha256");
        var pbkdf = symbols.find("PKCS5_PBKDF2_HMAC");
        if (sha.isEmpty() || pbkdf.isEmpty()) {
            return null;
        }
        try {
            var number = ValueLayout.JAVA_INT;
            var pointer = ValueLayout.ADDRESS;
            var hash = (MemorySegment) linker.downcallHandle(sha.get(), FunctionDescriptor.of(pointer))
                    .invokeExact();
            var derive = linker.downcallHandle(
                    pbkdf.get(),
                    FunctionDescriptor.of(number, pointer, number, pointer, number, number, pointer, number, pointer));
            return new NativeDerivation(derive, hash);
        } catch (Throwable e) {
            throw new IllegalStateException("a function of OpenSSL that takes nothing cannot fail", e);
        }
    }

    /** The derived bytes, or nothing when the library refuses. */
    Optional<byte[]> derive(byte[] password, byte[] salt, int rounds, int length) {
        try (var arena = Arena.ofConfined()) {
            var secret = bytes(arena, password);
            var out = arena.allocate(length);
            int done = (int) derive.invokeExact(
                    secret, password.length, bytes(arena, salt), salt.length, rounds, hash, length, out);
            var derived = out.toArray(ValueLayout.JAVA_BYTE);
            secret.fill((byte) 0);
            out.fill((byte) 0);
            return done == 1 ? Optional.of(derived) : Optional.empty();
        } catch (Throwable e) {
            throw new IllegalStateException("a derivation of keys cannot fail", e);
        }
    }

    /** At least one byte, since a pointer to nothing is not one to an empty text. */
    private static MemorySegment bytes(Arena arena, byte[] bytes) {
        var segment = arena.allocate(Math.max(1, bytes.length));
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return segment;
    }
}
