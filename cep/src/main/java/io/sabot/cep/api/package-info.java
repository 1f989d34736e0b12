/** Patterns declared in Java. */
package io.sabot.cep.api;
