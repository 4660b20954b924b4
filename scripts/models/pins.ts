import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256Of } from "./fileRecord";
import { ROOT } from "./paths";

/** What a file has to be. */
export interface Pin {
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

/** Pins by model and by path in the model's folder. */
export type Pins = Readonly<Record<string, Readonly<Record<string, Pin>>>>;

export const PINS_FILE = join(ROOT, "models/pins.json");

export function readPins(): Pins {
  return JSON.parse(readFileSync(PINS_FILE, "utf8")) as Pins;
}

/** The pins of one model. Throws where it has none. */
export function pinsOf(id: string): Readonly<Record<string, Pin>> {
  const pins = readPins()[id];
  if (!pins) throw new Error(`models/pins.json has no ${id}.`);
  return pins;
}

/** The first file of `pins` that is missing in `folder` or is another than it has to be; null where all are right. */
export async function firstWrong(pins: Readonly<Record<string, Pin>>, folder: string): Promise<string | null> {
  for (const [path, { sha256 }] of Object.entries(pins)) {
    if ((await sha256Of(join(folder, path))) !== sha256) return path;
  }
  return null;
}
