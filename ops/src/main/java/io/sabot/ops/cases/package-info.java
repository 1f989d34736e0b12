/** Tests of rules: files of cases, which give an application rows and say what has to come out. */
package io.sabot.ops.cases;
