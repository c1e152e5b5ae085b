// @ts-check
// One page of a browser counts at a time: two that share one store would write
// over each other's open sheaf. The newest page that asks for it gets the
// place; the one before is told and writes no more.
const NAME = "kiemphieu-station";

/**
 * takePlace gives true once this page is alone, or false where another page
 * has the place; lost is called when another page takes it over. Where the
 * browser has no locks nothing is shared either: values live in the page.
 * @param {boolean} byForce @param {() => void} lost @returns {Promise<boolean>}
 */
export function takePlace(byForce, lost) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((answer) => {
    const options = byForce ? { steal: true } : { ifAvailable: true };
    navigator.locks.request(NAME, options, (lock) => {
      answer(lock !== null);
      return lock && new Promise(() => {}); // until the page is closed
    }).catch(lost);
  });
}
