/**
 * A whole SQL file → {@link io.sabot.sql.script.ApplicationPlan}, or everything that is wrong with it. The door of this module,
 * with {@code operator}.
 */
package io.sabot.sql.script;
