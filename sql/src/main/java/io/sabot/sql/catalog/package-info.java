/** Names of one application: tables, views, functions, connectors and their options; and faults with a place in the text. */
package io.sabot.sql.catalog;
