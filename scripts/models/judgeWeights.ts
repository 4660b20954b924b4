import type { Quantised } from "./quantise";

/** The tensors of models/judge/judge.safetensors, by name; matrices are [in, out] int8 with a scale a column. */
export interface JudgeWeights {
  /** How many of the embedder's layers come first. */
  lower: number;
  vector(name: string): Float32Array;
  matrix(name: string): Quantised;
}

interface Header {
  dtype: "F32" | "I8";
  data_offsets: [number, number];
}

/** Reads the judge's own layers and heads. Throws where the file is of another form or lacks a tensor. */
export function readJudgeWeights(file: Uint8Array): JudgeWeights {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const body = 8 + Number(view.getBigUint64(0, true));
  const { __metadata__: about, ...headers } = JSON.parse(new TextDecoder().decode(file.subarray(8, body))) as {
    __metadata__: Record<string, string>;
  } & Record<string, Header>;
  if (about.format !== "cairn-judge-1") throw new Error(`The judge's weights are of the form ${about.format}.`);

  const raw = (name: string, dtype: Header["dtype"]): ArrayBuffer => {
    const header = headers[name];
    if (header?.dtype !== dtype) throw new Error(`The judge's weights hold no ${dtype} tensor ${name}.`);
    const [start, end] = header.data_offsets;
    // A copy, since numbers of four bytes have to start at a multiple of four.
    return Uint8Array.from(file.subarray(body + start, body + end)).buffer;
  };
  return {
    lower: Number(about.lower),
    vector: (name) => new Float32Array(raw(name, "F32")),
    matrix: (name) => ({
      values: new Int8Array(raw(`${name}.values`, "I8")),
      scales: new Float32Array(raw(`${name}.scales`, "F32")),
    }),
  };
}
