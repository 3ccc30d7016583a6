// The peer of EngineBenchmark: sharp (https://sharp.pixelplumbing.com), one decode for all variants.
// usage: DARKROOM_SHARP=FOLDER-WITH-node_modules node sharp.mjs FILE FORMAT QUALITY BOX...
// Each line on stdin is a number of repeats; the answer is a line of JSON: CPU and wall milliseconds of all of them together,
// and the variants of the last, in base64. The first line says the version.
import fs from 'node:fs';
import readline from 'node:readline';
import { createRequire } from 'node:module';

const sharp = createRequire(process.env.DARKROOM_SHARP + '/')('sharp');
sharp.concurrency(1);
sharp.cache(false);
const [file, format, quality, ...boxes] = process.argv.slice(2);
const original = fs.readFileSync(file);
const fit = (box) => ({ width: +box, height: +box, fit: 'inside', withoutEnlargement: true });
// its defaults, but AVIF with the effort of the engine vips: at its own, 4, it takes several times as long
const options = { png: {}, avif: { quality: +quality, effort: 2, chromaSubsampling: '4:2:0' } }[format] ?? { quality: +quality };
const encode = (image) => image.toFormat(format, options).toBuffer();

async function render() {
  const decoded = () => sharp(original, { failOn: 'truncated' }).rotate().resize(fit(boxes[0]));
  if (boxes.length === 1) return [await encode(decoded())];
  const { data, info } = await decoded().raw().toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  return Promise.all(boxes.map((box) => encode(sharp(data, { raw }).resize(fit(box)))));
}

console.log(`sharp ${sharp.versions.sharp}`);
for await (const line of readline.createInterface({ input: process.stdin })) {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  let variants;
  for (let i = 0; i < +line; i++) variants = await render();
  const used = process.cpuUsage(cpu);
  console.log(JSON.stringify({
    cpuMillis: (used.user + used.system) / 1000,
    wallMillis: performance.now() - wall,
    variants: variants.map((v) => v.toString('base64')),
  }));
}
