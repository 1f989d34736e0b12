package io.sabot.ops.server.deploy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sabot.engine.SabotConfig.Takeover;
import io.sabot.ops.server.supervise.GroupStrategy;

/** A change of what a server runs, as its log has it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "entry")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DeploymentEntry.Deploy.class, name = "deploy"),
    @JsonSubTypes.Type(value = DeploymentEntry.Drop.class, name = "drop"),
    @JsonSubTypes.Type(value = DeploymentEntry.Pause.class, name = "pause"),
    @JsonSubTypes.Type(value = DeploymentEntry.Resume.class, name = "resume"),
    @JsonSubTypes.Type(value = DeploymentEntry.Group.class, name = "group")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface DeploymentEntry {
    /**
     * A new application, or a new version of one.
     *
     * @param takeover what becomes of the results of the version before
     */
    record Deploy(Deployment deployment, Takeover takeover) implements DeploymentEntry {}

    /** An application goes, with its data. */
    record Drop(String name) implements DeploymentEntry {}

    record Pause(String name) implements DeploymentEntry {}

    record Resume(String name) implements DeploymentEntry {}

    /** How applications of a group stand together. */
    record Group(String name, GroupStrategy strategy, int maxRestarts, long withinSeconds) implements DeploymentEntry {}
}
