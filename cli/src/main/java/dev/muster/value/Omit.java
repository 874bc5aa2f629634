package dev.muster.value;

/** Ansible's {@code omit}: an argument with this value is as if it were not written. */
public enum Omit {
    OMIT;

    @Override
    public String toString() {
        return "<<Omit>>";
    }
}
