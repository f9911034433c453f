let software: boolean | undefined;

/**
 * Whether the browser computes its graphics on the processor (a virtual machine, a remote desktop).
 * Then a canvas kept in main memory is several times faster, and motion is left out.
 */
export function drawsInSoftware(): boolean {
  return (software ??= probe());
}

function probe(): boolean {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl');
  if (!gl) return true;
  const renderer: unknown = gl.getParameter(
    gl.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER,
  );
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return (
    typeof renderer === 'string' && /swiftshader|llvmpipe|softpipe|basic render|software/i.test(renderer)
  );
}
