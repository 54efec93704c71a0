'use client';

/** Draws an SVG element of the page as a PNG, at twice its size, on the page's own ground. */
export async function svgToPng(svg: SVGSVGElement, ground: string): Promise<Blob> {
  const { width, height } = svg.getBoundingClientRect();
  const copy = svg.cloneNode(true) as SVGSVGElement;
  inlineColours(svg, copy);
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * 2;
  canvas.height = height * 2;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.fillStyle = ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) =>
      blob === null ? reject(new Error('the canvas gave no picture')) : resolve(blob),
    ),
  );
}

// A picture outside the page knows neither its variables nor its stylesheet.
function inlineColours(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const name of ['fill', 'stroke', 'font-size', 'font-family', 'stroke-dasharray']) {
    (to as SVGElement).style.setProperty(name, style.getPropertyValue(name));
  }
  for (const [index, child] of [...from.children].entries())
    inlineColours(child, to.children[index] as Element);
}
