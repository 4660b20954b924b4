/** Symmetric int8: `value = quantised * scale`. */
export interface Quantised {
  values: Int8Array;
  scales: Float32Array;
}

/** One scale for each run of `blockSize` rows of each column of `matrix` [rows, columns]; scales are [rows / blockSize, columns]. */
export function quantiseColumnBlocks(
  matrix: Float32Array,
  rows: number,
  columns: number,
  blockSize: number,
): Quantised {
  if (rows % blockSize !== 0) throw new Error(`${rows} rows do not divide into blocks of ${blockSize}.`);
  const values = new Int8Array(rows * columns);
  const scales = new Float32Array((rows / blockSize) * columns);
  for (let block = 0; block < rows / blockSize; block++) {
    const from = block * blockSize * columns;
    const to = from + blockSize * columns;
    for (let column = 0; column < columns; column++) {
      let largest = 0;
      for (let i = from + column; i < to; i += columns) largest = Math.max(largest, Math.abs(matrix[i] ?? 0));
      const scale = largest / 127 || 1;
      scales[block * columns + column] = scale;
      for (let i = from + column; i < to; i += columns) values[i] = Math.round((matrix[i] ?? 0) / scale);
    }
  }
  return { values, scales };
}

/** One scale for each row of `matrix` [rows, columns]. */
export function quantiseRows(matrix: Float32Array, rows: number, columns: number): Quantised {
  const values = new Int8Array(rows * columns);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const cells = matrix.subarray(row * columns, (row + 1) * columns);
    let largest = 0;
    for (const cell of cells) largest = Math.max(largest, Math.abs(cell));
    const scale = largest / 127 || 1;
    scales[row] = scale;
    for (let i = 0; i < columns; i++) values[row * columns + i] = Math.round((cells[i] ?? 0) / scale);
  }
  return { values, scales };
}

/** `matrix` [rows, columns] as [columns, rows]. */
export function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned[column * rows + row] = matrix[row * columns + column] ?? 0;
  }
  return turned;
}
