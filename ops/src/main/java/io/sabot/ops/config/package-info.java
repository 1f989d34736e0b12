/**
 * What a node is told about itself: defaults, {@code sabot.yaml}, the environment, SET in the file, the command line; each
 * value with its origin.
 */
package io.sabot.ops.config;
