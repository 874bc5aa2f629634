package dev.muster.playbook;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.yaml.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * Reads playbooks, and at run time what tasks include. Everything wrong with a file is a {@link UserError} with the place; its
 * key sentences are those of ansible-core, so that they can be searched for.
 */
public final class PlaybookLoader {

    private static final Set<String> IMPORTS =
            Set.of("import_playbook", "ansible.builtin.import_playbook", "ansible.legacy.import_playbook");

    /** How the error begins when an included file of tasks holds something else. */
    public static final String NOT_TASKS = "included task files must contain a list of tasks";

    private final Reading reading;
    private final TaskReader tasks;
    private final PlayReader plays;

    public PlaybookLoader(LoaderSettings settings) {
        this.reading = new Reading(settings);
        this.tasks = new TaskReader(settings, reading);
        this.plays = new PlayReader(reading, tasks);
    }

    /** A playbook with everything it imports. */
    public Playbook load(Path file) {
        reading.start(file);
        return new Playbook(
                file, plays(file, LoadContext.of(file).searching(reading.home()).in(file)));
    }

    /** A task that was given on the command line: it may include or import as one in a playbook may. */
    public TaskItem alone(Task task) {
        return tasks.alone(task, LoadContext.of(task.file()));
    }

    /** The tasks of a file that {@code include_tasks} names; empty when there is nothing in it. */
    public List<TaskItem> loadTasks(Path file, LoadContext context) {
        return tasks.file(file, context, NOT_TASKS);
    }

    /**
     * The file that {@code include_tasks} means: beside the file that names it, in its role, or beside the playbook. As in
     * ansible-core its path has no '..' any more, unless it is the first place where a role or a file that was included itself
     * looks for it.
     *
     * @param name rendered
     * @param nested whether the file that names it was included itself
     * @throws UserError when there is none, with the places that were searched
     */
    public Path findTasks(Binding name, LoadContext context, boolean nested) {
        var text = String.valueOf(name.value());
        var places = Imports.candidates(text, context, true);
        var found = reading.first(text, places, name.at()).toAbsolutePath().normalize();
        var first = places.getFirst().toAbsolutePath();
        boolean asWritten = (nested || context.role() != null) && !Path.of(text).isAbsolute();
        return asWritten && first.normalize().equals(found) ? first : found;
    }

    /** A role that {@code include_role} names; a role around it counts as its parent. */
    public Role loadRole(RoleUse use, LoadContext context) {
        return tasks.imports().roles().load(use, context, context.role());
    }

    /**
     * The folder of the role that {@code include_role} means.
     *
     * @throws UserError when there is none, with the places that were searched
     */
    public Path findRole(RoleUse use, LoadContext context) {
        return tasks.imports().roles().find(use, context, context.role());
    }

    private List<Play> plays(Path file, LoadContext context) {
        var node = reading.document(file)
                .orElseThrow(() -> new UserError("empty playbook, nothing to do: " + file)
                        .at(Source.ofText(file.toString(), "").at(1, 1))
                        .hint("a playbook is a list of plays: start one with '- hosts: ...'"));
        if (!(node instanceof Node.Sequence sequence)) {
            throw new UserError("a playbook must be a list of plays, got a " + node.kind() + " instead: " + file)
                    .at(node.at())
                    .hint("start each play with '- hosts: ...'");
        }
        if (sequence.items().isEmpty()) {
            throw new UserError("A playbook must contain at least one play: " + file).at(node.at());
        }
        var all = new ArrayList<Play>();
        for (var item : sequence.items()) {
            if (!(item instanceof Node.Mapping mapping)) {
                throw new UserError("playbook entries must be either valid plays or 'import_playbook' statements")
                        .at(item.at())
                        .hint("write '- hosts: ...', or '- import_playbook: FILE'");
            }
            var keys = mapping.entries().stream()
                    .map(Node.Entry::name)
                    .filter(IMPORTS::contains)
                    .toList();
            if (keys.size() > 1) {
                throw new UserError("found conflicting import_playbook actions: " + String.join(", ", keys))
                        .at(item.at());
            }
            if (keys.isEmpty()) {
                all.add(plays.play(mapping, context));
            } else {
                all.addAll(imported(mapping, keys.getFirst(), context));
            }
        }
        return List.copyOf(all);
    }

    private List<Play> imported(Node.Mapping mapping, String key, LoadContext context) {
        KeywordReader.check(mapping, Level.IMPORT_PLAYBOOK, Set.of(key));
        var keywords = KeywordReader.read(mapping, Level.IMPORT_PLAYBOOK);
        var binding = KeywordReader.text(mapping, key);
        if (binding == null || binding.value() == null) {
            throw new UserError("the field 'import_playbook' is required but was not set").at(mapping.at());
        }
        var inner = context.with(keywords);
        var name = reading.importedPlaybook(binding, inner);
        var full = CollectionName.parse(name);
        var file = full.flatMap(one -> one.playbook(reading.collectionsPath()))
                .orElseGet(() -> reading.first(name, List.of(context.folder().resolve(name)), binding.at()));
        Reading.checkLoop(file, context, binding.at());
        reading.plugins(LoadContext.parent(file));
        var open = new ArrayList<>(context.open());
        open.add(file);
        var there = new LoadContext(
                LoadContext.parent(file),
                file,
                null,
                false,
                inner.vars(),
                full.map(one -> List.of(one.collection())).orElse(List.of()),
                List.copyOf(open));
        return plays(file, there).stream().map(play -> with(play, keywords)).toList();
    }

    /** A play with the variables, tags and conditions of the statement that imported it. */
    private static Play with(Play play, Keywords more) {
        var own = play.keywords();
        var vars = new LinkedHashMap<>(own.vars());
        vars.putAll(more.vars());
        var when = new ArrayList<>(more.when());
        when.addAll(own.when());
        var tags = new ArrayList<>(own.tags());
        var known = new HashSet<Object>(own.tags().stream().map(Binding::value).toList());
        more.tags().stream()
                .filter(tag -> known.add(String.valueOf(tag.value())))
                .forEach(tags::add);
        var keywords = new Keywords(own.said(), vars, List.copyOf(when), List.copyOf(tags));
        return new Play(
                play.at(),
                play.file(),
                play.name(),
                play.hosts(),
                keywords,
                play.varsFiles(),
                play.varsPrompt(),
                play.roles(),
                play.preTasks(),
                play.tasks(),
                play.postTasks(),
                play.handlers(),
                play.gatherFacts(),
                play.gatherSubset(),
                play.gatherTimeout(),
                play.factPath(),
                play.serial(),
                play.strategy(),
                play.order(),
                play.forceHandlers(),
                play.maxFailPercentage());
    }
}
