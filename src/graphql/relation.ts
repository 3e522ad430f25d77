/**
 * The type of a field that refers to a class of another file. Decorator metadata names the class of a field at
 * load time; behind an alias it names none, so that files may refer to each other in a circle.
 */
export type Relation<T> = T;
