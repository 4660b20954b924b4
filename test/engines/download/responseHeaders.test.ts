import { expect, test } from "vitest";
import { etagOf, rangeOf, retryAfter } from "../../../src/engines/download/responseHeaders";

test.each([
  ['"abc"', '"abc"'],
  ['W/"abc"', null],
  ["", null],
])("The name %j of a content tells %j", (value, name) => {
  expect(etagOf(new Headers({ ETag: value }))).toBe(name);
  expect(etagOf(new Headers())).toBe(null);
});

test.each([
  ["bytes 10-19/100", { start: 10, size: 100 }],
  ["bytes 10-19/*", { start: 10, size: null }],
  ["bytes */100", { start: 0, size: 100 }],
  ["items 1-2/3", null],
  ["", null],
])("The range %j is %j", (value, range) => {
  expect(rangeOf(new Headers({ "Content-Range": value }))).toEqual(range);
});

test.each([
  ["3", 3000],
  ["0", 0],
  ["Tue, 24 Nov 2026 12:00:10 GMT", 10_000],
  ["Tue, 24 Nov 2026 11:00:00 GMT", 0],
  ["soon", null],
  ["", null],
])("A wait of %j is %j ms", (value, wait) => {
  expect(retryAfter(new Headers({ "Retry-After": value }), Date.parse("2026-11-24T12:00:00Z"))).toBe(wait);
});
