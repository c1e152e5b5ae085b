// @ts-check
// What many numbers are like together.

/** middling gives the one in the middle. @param {ArrayLike<number>} list */
export const middling = (list) => Float64Array.from(list).sort()[list.length >> 1];

/** mean gives their mean. @param {number[]} list */
export const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
