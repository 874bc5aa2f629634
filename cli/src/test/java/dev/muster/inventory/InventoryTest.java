package dev.muster.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InventoryTest {

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    private Inventory load(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return InventoryLoader.load(List.of(file.toString()), null, Source::of, warnings::add);
    }

    private UserError fails(String name, String text) {
        return assertThrows(UserError.class, () -> load(name, text));
    }

    private static List<String> names(List<Host> hosts) {
        return hosts.stream().map(Host::name).toList();
    }

    @Test
    void loadsTheInventoryOfTheLab() {
        var inventory = InventoryLoader.load(List.of("../inventories/lab"), null, Source::of, warnings::add);
        assertEquals(List.of("n1", "n2", "n3"), names(inventory.members("nodes")));
        var role = inventory.variables(inventory.host("n3").orElseThrow()).get("muster_role");
        assertEquals("db", role.value());
        assertTrue(role.at().file().endsWith("hosts.yml"), role.at()::toString);
        assertEquals(List.of(), warnings);
    }

    @Test
    void selectsHostsByPatterns() throws IOException {
        var inventory = load("hosts.ini", "[web]\nweb[1:4]\n[db]\ndb1\ndb2\nweb4\n");
        var patterns = new HostPatterns(inventory, warnings::add);
        assertEquals(List.of("web1", "web2", "web3", "web4"), names(patterns.select("web")));
        assertEquals(List.of("web4"), names(patterns.select("web:&db")));
        assertEquals(List.of("web1", "web2", "web3"), names(patterns.select("web,!db")));
        assertEquals(List.of("web2", "web3"), names(patterns.select("web[1:2]")));
        assertEquals(List.of("web4"), names(patterns.select("web[-1]")));
        assertEquals(List.of("web3", "web4"), names(patterns.select("web[2:]")));
        assertEquals(List.of("db1", "db2"), names(patterns.select("~db[12]$")));
        assertEquals(List.of("web1", "db1"), names(patterns.select("*1")));
        assertEquals(List.of("db2"), names(patterns.select("db", List.of("db2"))));
        assertEquals(List.of("localhost"), names(patterns.select("localhost")));
        assertEquals(List.of(), warnings);
        assertEquals(List.of(), names(patterns.select("wbe")));
        assertEquals(List.of("Could not match supplied host pattern, ignoring: wbe"), warnings);
        assertThrows(UserError.class, () -> patterns.select("web[9]"));
    }

    @Test
    void readsLimitsFromFiles() throws IOException {
        var file = Files.writeString(folder.resolve("limit"), "a\nb\n");
        assertEquals(List.of("a", "b", "c"), HostPatterns.limit("@" + file + ",c"));
        assertThrows(UserError.class, () -> HostPatterns.limit("@" + folder.resolve("none")));
    }

    @Test
    void takesListsOfHosts() {
        var inventory = InventoryLoader.load(List.of("a,b:22,"), null, Source::of, warnings::add);
        assertEquals(List.of("a", "b"), names(inventory.members("all")));
        assertEquals(
                22L,
                inventory
                        .variables(inventory.host("b").orElseThrow())
                        .get("ansible_port")
                        .value());
    }

    @Test
    void layersFilesBesideThePlaybookAboveThoseBesideTheInventory() throws IOException {
        Files.createDirectories(folder.resolve("play/group_vars"));
        Files.writeString(folder.resolve("play/group_vars/all.yml"), "x: play\n");
        Files.createDirectories(folder.resolve("inv/group_vars"));
        Files.writeString(folder.resolve("inv/group_vars/all.yml"), "x: inventory\n");
        var inventory = load("inv/hosts.ini", "h\n").withPlaybookDirectory(folder.resolve("play"));
        var levels = inventory.layers(inventory.host("h").orElseThrow()).stream()
                .map(VariableLayer::level)
                .toList();
        assertEquals(List.of(Level.INVENTORY_GROUP_VARS_ALL, Level.PLAYBOOK_GROUP_VARS_ALL), levels);
        assertEquals(
                "play",
                inventory.variables(inventory.host("h").orElseThrow()).get("x").value());
    }

    @Test
    void addsHostsAndGroupsWhilePlaysRun() throws IOException {
        var live = new LiveInventory(load("hosts.ini", "h\n"));
        var before = live.now();
        var at = Source.ofText("play", "").at(1, 1);
        assertTrue(live.addHost("new", List.of("g"), Map.of("x", 1L), at));
        assertFalse(live.addHost("new", List.of("g"), Map.of("x", 1L), at));
        assertTrue(live.groupBy("h", "os_debian", List.of("os"), at));
        assertFalse(live.groupBy("h", "os_debian", List.of("os"), at));
        assertEquals(List.of("h"), names(live.now().members("os")));
        assertEquals(List.of("g"), live.now().groupNames(live.now().host("new").orElseThrow()));
        assertEquals(List.of("h"), names(before.members("all")));
    }

    @Test
    void addsAgainWhatTasksAddedButNoHostThatIsGone() throws IOException {
        var now = load("hosts.ini", "kept\n");
        var live = new LiveInventory(load("hosts.ini", "gone\nkept\n"), () -> now);
        var at = Source.ofText("play", "").at(1, 1);
        live.groupBy("gone", "even", List.of("all"), at);
        live.groupBy("kept", "odd", List.of("all"), at);
        live.addHost("new", List.of("odd"), Map.of(), at);
        live.refresh();
        assertEquals(List.of("new", "kept"), names(live.now().members("all")));
        assertEquals(List.of("kept", "new"), names(live.now().members("odd")));
    }

    @Test
    void namesTheKeyThatIsNearestToAnUnknownOne() {
        var error = fails("hosts.yml", "web:\n  hostss:\n    a:\n");
        assertEquals(2, error.where().line());
        assertEquals("did you mean 'hosts'?", error.hint());
    }

    @Test
    void refusesGroupsThatContainThemselves() {
        var error = fails("hosts.ini", "[a:children]\nb\n[b:children]\na\n");
        assertTrue(error.what().contains("recursive dependency loop"), error::render);
    }

    @Test
    void saysWhichGroupIsUndefined() {
        var error = fails("hosts.ini", "[web]\na\n[top:children]\nwbe\n");
        assertEquals(4, error.where().line());
        assertEquals("did you mean 'web'?", error.hint());
    }

    @Test
    void saysWhyAScriptFailed() throws IOException {
        var file = Files.writeString(folder.resolve("inv.sh"), "#!/bin/sh\necho no network >&2\nexit 3\n");
        assertTrue(file.toFile().setExecutable(true));
        var error = assertThrows(
                UserError.class, () -> InventoryLoader.load(List.of(file.toString()), null, Source::of, warnings::add));
        assertTrue(error.what().endsWith("failed with exit code 3"), error::render);
        assertEquals("it says: no network", error.hint());
    }

    @Test
    void warnsOfAHostWithTheNameOfAGroup() throws IOException {
        load("hosts.ini", "[web]\nweb\n");
        assertEquals(List.of("Found both group and host with same name: web"), warnings);
    }
}
