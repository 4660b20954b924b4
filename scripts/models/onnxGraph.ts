import { bytes, type Field, float, integer, message, text } from "./protobuf";

/** ONNX element types (TensorProto.DataType in onnx.proto). */
export const FLOAT32 = 1;
export const INT8 = 3;
export const INT32 = 6;
export const INT64 = 7;
export const FLOAT16 = 10;

/** Attribute values: a whole number becomes INT, `{ float }` FLOAT. */
export type Attributes = Readonly<Record<string, number | { float: number }>>;

type Data = Float32Array | Uint16Array | Int8Array | BigInt64Array;
type Dimension = number | string;

const IR_VERSION = 8;
const OPSET = 17;

/** Builds one ONNX model. Values are known by name; every method that makes one returns its name. Field numbers are onnx.proto's. */
export class OnnxGraph {
  #nodes: Field[] = [];
  #tensors = new Map<string, Field>();
  #ends: Field[] = [];
  #unnamed = 0;

  input(name: string, type: number, shape: readonly Dimension[]): string {
    this.#ends.push(valueInfo(11, name, type, shape));
    return name;
  }

  output(name: string, type: number, shape: readonly Dimension[]): string {
    this.#ends.push(valueInfo(12, name, type, shape));
    return name;
  }

  /** A constant. A name that is there already is used as it is. */
  tensor(name: string, type: number, shape: readonly number[], data: Data): string {
    if (!this.#tensors.has(name)) {
      const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      const dimensions = shape.flatMap((length) => integer(1, length));
      this.#tensors.set(name, message(5, dimensions, integer(2, type), text(8, name), bytes(9, raw)));
    }
    return name;
  }

  integers(name: string, values: readonly number[]): string {
    return this.tensor(name, INT64, [values.length], BigInt64Array.from(values, BigInt));
  }

  /** A node with one output. Operators of onnxruntime's own are written `com.microsoft:Name`. */
  operator(
    name: string,
    inputs: readonly string[],
    attributes: Attributes = {},
    output = `t${this.#unnamed++}`,
  ): string {
    const [type = name, domain = ""] = name.split(":").reverse();
    this.#nodes.push(
      message(
        1,
        inputs.flatMap((input) => text(1, input)),
        text(2, output),
        text(3, `n${this.#nodes.length}_${type}`),
        text(4, type),
        Object.entries(attributes).flatMap(([key, value]) => attribute(key, value)),
        domain ? text(7, domain) : [],
      ),
    );
    return output;
  }

  /** The bytes of the .onnx file. */
  encode(): Uint8Array {
    const parts = [
      integer(1, IR_VERSION),
      text(2, "cairn"),
      message(7, this.#nodes.flat(), text(2, "graph"), [...this.#tensors.values()].flat(), this.#ends.flat()),
      message(8, text(1, ""), integer(2, OPSET)),
      message(8, text(1, "com.microsoft"), integer(2, 1)),
    ];
    return Buffer.concat(parts.flat());
  }
}

function attribute(name: string, value: number | { float: number }): Field {
  const FLOAT = 1;
  const INT = 2;
  return typeof value === "number"
    ? message(5, text(1, name), integer(3, value), integer(20, INT))
    : message(5, text(1, name), float(2, value.float), integer(20, FLOAT));
}

function valueInfo(field: number, name: string, type: number, shape: readonly Dimension[]): Field {
  const dimensions = shape.flatMap((length) =>
    message(1, typeof length === "string" ? text(2, length) : integer(1, length)),
  );
  return message(field, text(1, name), message(2, message(1, integer(1, type), message(2, dimensions))));
}
