/** Weights of a logistic regression: `bias`, and one for each column of its rows. */
export interface Fitted {
  bias: number;
  weights: number[];
}

const ROUNDS = 30;

/**
 * Logistic regression with an L2 penalty on the weights of standardised columns, by Newton's method
 * (Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 4.4.1). Deterministic.
 */
export function fitLogistic(rows: readonly (readonly number[])[], labels: readonly boolean[], penalty: number): Fitted {
  const width = rows[0]?.length ?? 0;
  const mean = column(width, (at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0) / rows.length);
  const deviation = column(width, (at) => {
    const squares = rows.reduce((sum, row) => sum + ((row[at] ?? 0) - (mean[at] ?? 0)) ** 2, 0);
    return Math.sqrt(squares / rows.length) || 1;
  });
  const scaled = rows.map((row) => [
    1,
    ...column(width, (at) => ((row[at] ?? 0) - (mean[at] ?? 0)) / (deviation[at] ?? 1)),
  ]);
  let found = new Array<number>(width + 1).fill(0);
  for (let round = 0; round < ROUNDS; round++) found = step(scaled, labels, found, penalty);
  const weights = column(width, (at) => (found[at + 1] ?? 0) / (deviation[at] ?? 1));
  const bias = (found[0] ?? 0) - weights.reduce((sum, weight, at) => sum + weight * (mean[at] ?? 0), 0);
  return { bias, weights };
}

const column = (width: number, of: (at: number) => number) => Array.from({ length: width }, (_, at) => of(at));

function step(
  rows: readonly number[][],
  labels: readonly boolean[],
  found: readonly number[],
  penalty: number,
): number[] {
  const width = found.length;
  const gradient = column(width, (at) => (at === 0 ? 0 : -penalty * (found[at] ?? 0)));
  const hessian = column(width, () => 0).map((_, at) =>
    column(width, (other) => (at === other && at > 0 ? penalty : 1e-9)),
  );
  rows.forEach((row, place) => {
    const sum = row.reduce((total, value, at) => total + value * (found[at] ?? 0), 0);
    const chance = 1 / (1 + Math.exp(-sum));
    const error = (labels[place] ? 1 : 0) - chance;
    for (let at = 0; at < width; at++) {
      gradient[at] = (gradient[at] ?? 0) + error * (row[at] ?? 0);
      const line = hessian[at] as number[];
      for (let other = 0; other < width; other++)
        line[other] = (line[other] ?? 0) + chance * (1 - chance) * (row[at] ?? 0) * (row[other] ?? 0);
    }
  });
  const move = solve(hessian, gradient);
  return found.map((value, at) => value + (move[at] ?? 0));
}

/** Solves a system of linear equations by Gaussian elimination with partial pivoting. */
function solve(matrix: number[][], values: number[]): number[] {
  const size = values.length;
  const rows = matrix.map((row, at) => [...row, values[at] ?? 0]);
  const cell = (row: number, at: number) => rows[row]?.[at] ?? 0;
  for (let at = 0; at < size; at++) {
    let pivot = at;
    for (let row = at + 1; row < size; row++) if (Math.abs(cell(row, at)) > Math.abs(cell(pivot, at))) pivot = row;
    [rows[at], rows[pivot]] = [rows[pivot] as number[], rows[at] as number[]];
    for (let row = 0; row < size; row++) {
      if (row === at) continue;
      const factor = cell(row, at) / (cell(at, at) || 1e-12);
      for (let to = at; to <= size; to++) (rows[row] as number[])[to] = cell(row, to) - factor * cell(at, to);
    }
  }
  return column(size, (at) => cell(at, size) / (cell(at, at) || 1e-12));
}
