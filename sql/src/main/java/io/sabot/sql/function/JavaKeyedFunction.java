package io.sabot.sql.function;

import io.sabot.core.error.SabotException;
import io.sabot.state.keyed.KeyedFunction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/** A user's {@link KeyedFunction} under its SQL name: a table function. */
public record JavaKeyedFunction(String name, Class<? extends KeyedFunction> owner) {
    public static boolean isOne(Class<?> owner) {
        return KeyedFunction.class.isAssignableFrom(owner);
    }

    /** @throws SabotException if no instances can be made of the class */
    public static JavaKeyedFunction of(String name, Class<?> owner) {
        String lack = lack(owner);
        if (lack != null) {
            throw SabotException.configuration(
                    "SQL-0313",
                    "the function " + name + " cannot be used: " + owner.getName() + lack,
                    "a keyed function is a public class (inside another: static) with a public constructor without"
                            + " parameters");
        }
        return new JavaKeyedFunction(name, owner.asSubclass(KeyedFunction.class));
    }

    private static String lack(Class<?> owner) {
        for (Class<?> at = owner; at != null; at = at.getDeclaringClass()) {
            if (!Modifier.isPublic(at.getModifiers())) {
                return at == owner ? " is not public" : " is inside of " + at.getName() + ", which is not public";
            }
        }
        if (Modifier.isAbstract(owner.getModifiers())) {
            return " is abstract";
        }
        boolean isMakeable = Arrays.stream(owner.getConstructors()).anyMatch(c -> c.getParameterCount() == 0);
        return isMakeable ? null : " has no public constructor without parameters";
    }

    /** A new instance. @throws SabotException if the constructor throws */
    public KeyedFunction create() {
        try {
            return owner.getConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw failed("its constructor", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw failed("its constructor", e);
        }
    }

    /** @param what of the function was called */
    public SabotException failed(String what, Throwable cause) {
        return SabotException.failed(
                "SQL-0314",
                "the function " + name + " cannot be used: " + what + " of " + owner.getName() + " threw " + cause,
                "planning makes an instance, asks for its columns and opens it: none of this may need anything but the"
                        + " input's columns",
                cause);
    }
}
