/**
 * Served views: the last row per key of a query, in a Chronicle Map file that other processes read without a lock. {@link
 * io.sabot.state.view.ViewWriter} writes, {@link io.sabot.state.view.ViewReader} reads.
 */
package io.sabot.state.view;
