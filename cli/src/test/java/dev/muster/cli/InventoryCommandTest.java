package dev.muster.cli;

import static dev.muster.cli.Invoked.muster;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
                        [WARNING]: Could not match supplied host pattern, ignoring: nod1
                        error: You must pass a single valid host to --host parameter, and there is no host 'nod1' in the inventory
                        hint: did you mean 'node1'?
                        """));
    }

    @Test
    void aMissingInventoryIsPassedOver() {
        var run = muster("inventory", "-i", "/nowhere", "--graph");

        assertThat(run).isEqualTo(new Invoked(0, "@all:\n  |--@ungrouped:\n", """
                        [WARNING]: Unable to parse /nowhere as an inventory source
                        [WARNING]: No inventory was parsed, only implicit localhost is available
                        """));
    }

    @Test
    void aSettingEndsTheRunForASourceThatCannotBeRead() throws IOException {
        var inventory = file("hosts", "a\n");

        var any = Invoked.muster(
                Map.of("ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED", "1"),
                "inventory",
                "-i",
                inventory,
                "-i",
                "/nowhere",
                "--graph");
        assertThat(any).isEqualTo(new Invoked(1, "", "error: Completely failed to parse inventory source /nowhere\n"));
        var none = Map.of("ANSIBLE_INVENTORY_UNPARSED_FAILED", "1");
        assertThat(Invoked.muster(none, "inventory", "-i", inventory, "-i", "/nowhere", "--graph")
                        .code())
                .isZero();
        assertThat(Invoked.muster(none, "inventory", "-i", "/nowhere", "--graph")
                        .err())
                .endsWith("error: No inventory was parsed, please check your configuration and options.\n");
    }

    @Test
    void pluginsAreTriedInTheOrderThatIsSet() throws IOException {
        var inventory = file("hosts", "web: \n");

        assertThat(muster("inventory", "-i", inventory, "--graph").out()).contains("|--@web:");
        var ini = Invoked.muster(
                Map.of("ANSIBLE_INVENTORY_ENABLED", "ansible.builtin.ini,none"),
                "inventory",
                "-i",
                inventory,
                "--graph");
        assertThat(ini.err())
                .startsWith("[WARNING]: Failed to load inventory plugin, skipping none\n"
                        + "[WARNING]: Failed to parse inventory with 'ini' plugin: " + inventory
                        + ":1:1: Invalid host pattern 'web:' supplied");
        assertThat(Invoked.muster(
                                Map.of("ANSIBLE_INVENTORY_ENABLED", "advanced_host_list"),
                                "inventory",
                                "-i",
                                "node[1:2],",
                                "--graph")
                        .out())
                .isEqualTo("@all:\n  |--@ungrouped:\n  |  |--node1\n  |  |--node2\n");
        assertThat(Invoked.muster(Map.of("ANSIBLE_INVENTORY_ENABLED", "none"), "inventory", "-i", inventory, "--graph")
                        .err())
                .endsWith("error: No inventory plugins available to generate inventory, make sure you have at least one"
                        + " enabled.\n");
    }

    @Test
    void readsToml() throws IOException {
        var inventory = file("hosts.toml", """
                [web]
                children = ["db"]
                [web.hosts]
                "node[1:2]" = { port = 80, at = 07:32:00, text = "{{ port }}" }
                """);

        assertThat(muster("inventory", "-i", inventory, "--graph", "--vars").out())
                .isEqualTo("""
                        @all:
                          |--@ungrouped:
                          |--@web:
                          |  |--@db:
                          |  |--node1
                          |  |  |--{at = 07:32:00}
                          |  |  |--{port = 80}
                          |  |  |--{text = {{ port }}}
                          |  |--node2
                          |  |  |--{at = 07:32:00}
                          |  |  |--{port = 80}
                          |  |  |--{text = {{ port }}}
                        """);
        assertThat(muster("run", "-i", inventory, "node1", "-c", "local", "-m", "debug", "-a", "var=text")
                        .out())
                .contains("\"text\": 80");
        assertThat(muster("inventory", "-i", file("bad.toml", "[web\n"), "--graph")
                        .err())
                .startsWith("[WARNING]: Failed to parse inventory with 'toml' plugin: ")
                .contains("bad.toml:1:5: not valid TOML: ", "\n    1 | [web\n");
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

        assertThat(run.code()).isZero();
        assertThat(run.err())
                .startsWith("[WARNING]: Failed to parse inventory with 'yaml' plugin: " + inventory + ":2:1: ")
                .contains("\n    2 |  hosts:\n", "\nhint: ");
    }
}
