import { createHash } from "node:crypto";
import { type FileHandle, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GgufIncomplete, type GgufTensor, readGgufHeader } from "../../src/engines/models/ggufHeader";
import { mlcLayout, type Parameter } from "./mlcLayout";
import { mlcTokenizer } from "./mlcTokenizer";
import { emptyMatrix, type PackedMatrix, repackRows, rowFormat } from "./repackBlocks";

/** A file of parameters is full at this size; one parameter that alone is larger has a file for itself. */
const SHARD_BYTES = 24 * 2 ** 20;
const HEADER_BYTES = 8 * 2 ** 20;

interface Values {
  name: string;
  shape: number[];
  dtype: "uint32" | "float32";
  /** Little endian. */
  bytes: Uint8Array;
}

/**
 * Writes the weights and the tokenizer of a GGUF into `folder` as a model library of models/library reads them:
 * params_shard_<n>.bin, tensor-cache.json, tokenizer.json. Weights keep their codes, scales and lows. `signal` stops it
 * between two files, and leaves what was written.
 */
export async function repack(gguf: string, folder: string, signal?: AbortSignal): Promise<void> {
  const file = await open(gguf);
  try {
    const header = readGgufHeader(await readAt(file, 0, Math.min(HEADER_BYTES, (await file.stat()).size)));
    const parameters = mlcLayout(header);
    const writeText = (name: string, text: string) => writeFile(join(folder, name), text);
    await writeText("tokenizer.json", mlcTokenizer(header));

    const records: object[] = [];
    let shard: Values[] = [];
    let shardBytes = 0;
    let totalBytes = 0;
    let count = 0;
    const flush = async () => {
      signal?.throwIfAborted();
      const dataPath = `params_shard_${records.length}.bin`;
      const content = Buffer.concat(shard.map(({ bytes }) => bytes));
      await writeFile(join(folder, dataPath), content);
      let byteOffset = 0;
      const inside = shard.map(({ name, shape, dtype, bytes: { length: nbytes } }) => {
        byteOffset += nbytes;
        return { name, shape, dtype, format: "raw", nbytes, byteOffset: byteOffset - nbytes };
      });
      const md5sum = createHash("md5").update(content).digest("hex");
      records.push({ dataPath, format: "raw-shard", nbytes: content.length, records: inside, md5sum });
      shard = [];
      shardBytes = 0;
    };

    const read = ({ offset }: GgufTensor, bytes: number) => readAt(file, header.dataStart + offset, bytes);
    for (const parameter of parameters) {
      for (const values of await valuesOf(parameter, read)) {
        if (shardBytes > 0 && shardBytes + values.bytes.length > SHARD_BYTES) await flush();
        shard.push(values);
        shardBytes += values.bytes.length;
        totalBytes += values.bytes.length;
        count++;
      }
    }
    await flush();
    await writeText(
      "tensor-cache.json",
      JSON.stringify({ metadata: { ParamSize: count, ParamBytes: totalBytes }, records }),
    );
  } finally {
    await file.close();
  }
}

/** A vector of floats as it is; a matrix as its codes, scales and lows. */
async function valuesOf(
  parameter: Parameter,
  read: (tensor: GgufTensor, bytes: number) => Promise<Uint8Array>,
): Promise<Values[]> {
  if (parameter.is === "vector") {
    const { name, tensor } = parameter;
    const [length = 0] = tensor.shape;
    if (tensor.type !== 0) throw new Error(`${tensor.name} is no vector of 32-bit floats.`);
    return [{ name, shape: [length], dtype: "float32", bytes: await read(tensor, length * 4) }];
  }
  const { name, parts } = parameter;
  const [columns = 0] = parts[0]?.tensor.shape ?? [];
  const { bits, rowBytes } = rowFormat(parts[0]?.tensor.type ?? -1, columns);
  const rows = parts.reduce((sum, { tensor }) => sum + (tensor.shape[1] ?? 0), 0);
  const matrix = emptyMatrix(rows, columns, bits);
  let row = 0;
  for (const { tensor, order } of parts) {
    const [width, height = 0] = tensor.shape;
    if (width !== columns || rowFormat(tensor.type, columns).bits !== bits) {
      throw new Error(`${tensor.name} does not fit to the rest of ${name}.`);
    }
    const data = await read(tensor, height * rowBytes);
    repackRows(data, { type: tensor.type, columns, rows: height }, order, matrix, row);
    row += height;
  }
  return toValues(name, rows, columns, bits, matrix);
}

function toValues(name: string, rows: number, columns: number, bits: number, matrix: PackedMatrix): Values[] {
  const groups = [rows, columns / 32];
  const floats = (what: "scale" | "low"): Values => ({
    name: `${name}.${what}`,
    shape: groups,
    dtype: "float32",
    bytes: new Uint8Array(matrix[what].buffer),
  });
  const codes: Values = {
    name: `${name}.q`,
    shape: [rows, (columns * bits) / 32],
    dtype: "uint32",
    bytes: matrix.codes,
  };
  return [codes, floats("scale"), floats("low")];
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const { bytesRead } = await file.read(bytes, at, length - at, position + at);
    if (bytesRead === 0) throw new GgufIncomplete("The file ends before its weights do.");
    at += bytesRead;
  }
  return bytes;
}
