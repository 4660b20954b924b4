type Schema = Readonly<Record<string, unknown>>;

/** Formats that llama.cpp has rules for, and xgrammar too. */
const FORMATS: ReadonlySet<unknown> = new Set(["date", "time", "date-time", "uuid"]);
/** Each unit becomes a rule of its own; llama.cpp refuses grammars with thousands of them. */
const MOST_REPEATED = 500;

/**
 * What of a JSON Schema the grammars of both engines take (llama.cpp's json-schema-to-grammar, web-llm's xgrammar 0.1.27).
 * The rest is left to the check of the answer: xgrammar ends its whole WebAssembly module over a pattern with a lookahead,
 * forgets the type of values beside `propertyNames` and of all but the first of an `allOf`; llama.cpp reads `items: false`
 * as a schema, adds other keys where `additionalProperties` is not false, and knows no bounds of fractions. Throws a
 * TypeError where a part of the schema cannot be said in a grammar at all.
 */
export function grammarSchema(schema: Schema): Schema {
  const root = reduce(schema);
  const defs = reduceEach((schema.$defs ?? {}) as Record<string, Schema>);
  // llama.cpp resolves references to parts of the schema, not to the whole.
  if (refersToRoot(root) || refersToRoot(defs)) {
    const { root: _taken, ...others } = defs;
    return { $ref: ROOT_REF, $defs: { ...others, root } };
  }
  return Object.keys(defs).length > 0 ? { ...root, $defs: defs } : root;
}

const ROOT_REF = "#/$defs/root";

function reduceEach(schemas: Readonly<Record<string, Schema>>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [key, reduce(schema)]));
}

function reduce(schema: Schema): Schema {
  const { $ref, anyOf, oneOf, allOf, not, type } = schema;
  if (allOf !== undefined || not !== undefined) throw new TypeError("No grammar can hold an answer to allOf or not.");
  if (typeof $ref === "string") return { $ref: $ref === "#" ? ROOT_REF : $ref };
  const either = (anyOf ?? oneOf) as readonly Schema[] | undefined;
  if (either) return { anyOf: either.map(reduce) };
  if (schema.const !== undefined) return { const: schema.const };
  if (Array.isArray(schema.enum)) return { enum: schema.enum };
  switch (type) {
    case "object":
      return reduceObject(schema);
    case "array":
      return reduceArray(schema);
    case "string":
      return { type, ...reduceString(schema) };
    case "integer":
      return { type, ...bounds(schema) };
    default:
      return type === undefined ? {} : { type };
  }
}

function reduceObject({ properties, required, additionalProperties }: Schema): Schema {
  // A record: any keys, values of one shape.
  if (properties === undefined && additionalProperties !== false) {
    return {
      type: "object",
      ...(isSchema(additionalProperties) && { additionalProperties: reduce(additionalProperties) }),
    };
  }
  return {
    type: "object",
    properties: reduceEach((properties ?? {}) as Record<string, Schema>),
    ...(Array.isArray(required) && { required }),
    additionalProperties: false,
  };
}

function reduceArray({ items, prefixItems, minItems, maxItems }: Schema): Schema {
  if (Array.isArray(prefixItems)) return { type: "array", prefixItems: prefixItems.map(reduce) };
  return {
    type: "array",
    ...(isSchema(items) && { items: reduce(items) }),
    ...repeated("minItems", minItems),
    ...repeated("maxItems", maxItems),
  };
}

function reduceString({ format, minLength, maxLength }: Schema): Schema {
  if (FORMATS.has(format)) return { format };
  return { ...repeated("minLength", minLength), ...repeated("maxLength", maxLength) };
}

/** Bounds of whole numbers, inclusive; those of JavaScript's safe integers say nothing. */
function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): Schema {
  const least = Math.max(
    Math.ceil(numberOr(minimum, -Infinity)),
    Math.floor(numberOr(exclusiveMinimum, -Infinity)) + 1,
  );
  const most = Math.min(Math.floor(numberOr(maximum, Infinity)), Math.ceil(numberOr(exclusiveMaximum, Infinity)) - 1);
  return {
    ...(least > Number.MIN_SAFE_INTEGER && { minimum: least }),
    ...(most < Number.MAX_SAFE_INTEGER && { maximum: most }),
  };
}

const numberOr = (value: unknown, otherwise: number): number => (typeof value === "number" ? value : otherwise);

function repeated(key: string, times: unknown): Schema {
  return typeof times === "number" && times <= MOST_REPEATED ? { [key]: times } : {};
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function refersToRoot(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, each]) => (key === "$ref" && each === ROOT_REF) || refersToRoot(each));
}
