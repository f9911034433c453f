/** Four floats at a time. */

// @ts-ignore: decorator
@inline
export function load4(address: usize): v128 {
  return v128.load(address);
}

// @ts-ignore: decorator
@inline
export function store4(address: usize, value: v128): void {
  v128.store(address, value);
}

/** (last of `before`, first three of `here`): each element's left neighbour. */
// @ts-ignore: decorator
@inline
export function leftOf(before: v128, here: v128): v128 {
  return v128.shuffle<f32>(before, here, 3, 4, 5, 6);
}

/** The sum of the four lanes. */
// @ts-ignore: decorator
@inline
export function sumOf(v: v128): f64 {
  return (
    <f64>f32x4.extract_lane(v, 0) +
    <f64>f32x4.extract_lane(v, 1) +
    <f64>f32x4.extract_lane(v, 2) +
    <f64>f32x4.extract_lane(v, 3)
  );
}
