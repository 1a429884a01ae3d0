/**
 * Stands in for the types of @xmldom/xmldom and xpath, which bring the browser's types along: with those, code
 * of the server could use `document` and compile.
 */
export {}
