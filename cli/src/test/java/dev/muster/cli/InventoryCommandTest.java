package dev.muster.cli;

import static dev.muster.cli.Invoked.muster;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where there is an expectation of a listing, ansible-inventory of ansible-core 2.19 printed it. */
final class InventoryCommandTest {

    @TempDir
    private Path folder;

    private String hosts() throws IOException {
        return file("hosts", "a ansible_connection=local\nu ansible_host=127.0.0.1 ansible_port=1\n");
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void listsGroupsAndVariables() throws IOException {
        assertThat(muster("inventory", "-i", hosts(), "--list")).isEqualTo(new Invoked(0, """
                                {
                                    "_meta": {
                                        "hostvars": {
                                            "a": {
                                                "ansible_connection": "local"
                                            },
                                            "u": {
                                                "ansible_host": "127.0.0.1",
                                                "ansible_port": 1
                                            }
                                        },
                                        "profile": "inventory_legacy"
                                    },
                                    "all": {
                                        "children": [
                                            "ungrouped"
                                        ]
                                    },
                                    "ungrouped": {
                                        "hosts": [
                                            "a",
                                            "u"
                                        ]
                                    }
                                }
                                """, ""));
    }

    @Test
    void drawsATree() throws IOException {
        assertThat(muster("inventory", "-i", hosts(), "--graph", "--vars").out())
                .isEqualTo("""
                        @all:
                          |--@ungrouped:
                          |  |--a
                          |  |  |--{ansible_connection = local}
                          |  |--u
                          |  |  |--{ansible_host = 127.0.0.1}
                          |  |  |--{ansible_port = 1}
                        """);
    }

    @Test
    void aMistypedHostIsCorrected() throws IOException {
        var inventory = file("hosts", "node1\n");

        assertThat(muster("inventory", "-i", inventory, "--host", "nod1")).isEqualTo(new Invoked(5, "", """
                        error: You must pass a single valid host to --host parameter, and there is no host 'nod1' in the inventory
                        hint: did you mean 'node1'?
                        """));
    }

    @Test
    void aMissingInventoryIsAnError() {
        assertThat(muster("inventory", "-i", "/nowhere", "--list")).isEqualTo(new Invoked(1, "", """
                                error: the inventory '/nowhere' does not exist
                                hint: give a file, a directory, or a list of hosts with a comma in it: '/nowhere,'
                                """));
    }

    @Test
    void whatToShowMustBeSaid() throws IOException {
        var run = muster("inventory", "-i", hosts());

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.err())
                .startsWith(
                        "error: No action selected, at least one of --host, --graph or --list needs to be specified.");
    }

    @Test
    void aTabInYamlIsShownWhereItStands() throws IOException {
        var inventory = file("hosts.yml", "all:\n\thosts:\n");

        var run = muster("inventory", "-i", inventory, "--list");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).startsWith("error: " + inventory + ":2:1: ").contains("\n    2 |  hosts:\n", "\nhint: ");
    }
}
