package io.sabot.ops.server.deploy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sabot.engine.SabotConfig.Takeover;
import io.sabot.ops.server.supervise.GroupStrategy;
import java.util.Locale;

/** A change of what a server runs, as its log has it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "entry")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DeploymentEntry.Build.class, name = "build"),
    @JsonSubTypes.Type(value = DeploymentEntry.GiveUp.class, name = "give-up"),
    @JsonSubTypes.Type(value = DeploymentEntry.Deploy.class, name = "deploy"),
    @JsonSubTypes.Type(value = DeploymentEntry.Drop.class, name = "drop"),
    @JsonSubTypes.Type(value = DeploymentEntry.Pause.class, name = "pause"),
    @JsonSubTypes.Type(value = DeploymentEntry.Resume.class, name = "resume"),
    @JsonSubTypes.Type(value = DeploymentEntry.Group.class, name = "group")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface DeploymentEntry {
    /** Of the application, or the group. */
    String name();

    /** What it does, in a word. */
    @JsonIgnore
    default String change() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Whether the application's present life ends with it. */
    @JsonIgnore
    default boolean endsLife() {
        return this instanceof Deploy || this instanceof Drop || this instanceof Pause;
    }

    /**
     * A new application, or a new version of one.
     *
     * @param takeover what becomes of the results of the version before
     */
    record Deploy(Deployment deployment, Takeover takeover) implements DeploymentEntry {
        @Override
        @JsonIgnore
        public String name() {
            return deployment.name();
        }
    }

    /**
     * A new version is to be made beside the one that runs, which goes on until there is a {@link Deploy} of it. Any
     * other deployment under the name, a drop, or a {@link GiveUp} ends that.
     */
    record Build(Deployment deployment, Takeover takeover) implements DeploymentEntry {
        @Override
        @JsonIgnore
        public String name() {
            return deployment.name();
        }
    }

    /** A version could not be made; the one before goes on. */
    record GiveUp(String name, int version, String reason) implements DeploymentEntry {}

    /** An application goes, with its data. */
    record Drop(String name) implements DeploymentEntry {}

    record Pause(String name) implements DeploymentEntry {}

    record Resume(String name) implements DeploymentEntry {}

    /** How applications of a group stand together. */
    record Group(String name, GroupStrategy strategy, int maxRestarts, long withinSeconds) implements DeploymentEntry {}
}
