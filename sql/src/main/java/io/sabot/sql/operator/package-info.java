/**
 * Plans → running operators, connected. Filter, projection and intake are here; windows and patterns come from their own
 * modules, with kernels generated here.
 */
package io.sabot.sql.operator;
