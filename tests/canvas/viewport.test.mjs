import assert from "node:assert/strict";
import { test } from "node:test";

import { covers, deviceMatrix, fitView, MAX_SCALE, panBy, pinch, reveal, shiftBetween, toPicture, toStage, zoomTo } from "../../static/canvas/viewport.js";
import { PICTURE, seeded, STAGE } from "./bench.mjs";

function near(actual, expected, within = 0.01) {
  assert.ok(Math.abs(actual.x - expected.x) <= within && Math.abs(actual.y - expected.y) <= within, `${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
}

test("a picture point comes back from the stage within 0.01 pixels at every zoom", () => {
  const chance = seeded(3);
  for (let i = 0; i < 5000; i += 1) {
    const view = { scale: 2 ** (chance() * 12 - 6), x: chance() * 1e5 - 5e4, y: chance() * 1e5 - 5e4 };
    const point = { x: chance() * 20000, y: chance() * 20000 };
    near(toPicture(view, toStage(view, point)), point);
  }
});

test("a picture point comes back from device pixels within 0.01 pixels at every zoom and pixel ratio", () => {
  const chance = seeded(4);
  for (let i = 0; i < 5000; i += 1) {
    const ratio = [1, 1.25, 1.5, 2, 2.625, 3][i % 6];
    const view = { scale: 2 ** (chance() * 12 - 6), x: chance() * 1e4 - 5e3, y: chance() * 1e4 - 5e3 };
    const point = { x: chance() * 8000, y: chance() * 8000 };
    const [a, , , d, e, f] = deviceMatrix(view, ratio, 160);
    const device = { x: point.x * a + e, y: point.y * d + f };
    near(toPicture(view, { x: device.x / ratio - 160, y: device.y / ratio - 160 }), point);
  }
});

test("fit shows the whole picture in the middle", () => {
  const view = fitView(PICTURE, STAGE);
  const [start, end] = [toStage(view, { x: 0, y: 0 }), toStage(view, { x: 400, y: 300 })];
  assert.ok(start.x >= 0 && start.y >= 0 && end.x <= 800 && end.y <= 600);
  near({ x: start.x + end.x, y: start.y + end.y }, { x: 800, y: 600 }, 1);
});

test("zooming keeps the point under the pointer where it is", () => {
  const chance = seeded(5);
  for (let i = 0; i < 500; i += 1) {
    const view = fitView(PICTURE, STAGE);
    const at = { x: 300 + chance() * 200, y: 200 + chance() * 200 };
    const next = zoomTo(view, view.scale * (1 + chance() * 8), at, PICTURE, STAGE);
    near(toPicture(next, at), toPicture(view, at));
  }
});

test("zooming ends at 3200 % and at half of fit", () => {
  const view = fitView(PICTURE, STAGE);
  assert.equal(zoomTo(view, 1e6, { x: 0, y: 0 }, PICTURE, STAGE).scale, MAX_SCALE);
  assert.ok(zoomTo(view, 0, { x: 0, y: 0 }, PICTURE, STAGE).scale > 0);
});

test("a part of the picture stays on the stage however far it is pushed", () => {
  const chance = seeded(6);
  let view = fitView(PICTURE, STAGE);
  for (let i = 0; i < 500; i += 1) {
    view = panBy(view, chance() * 4000 - 2000, chance() * 4000 - 2000, PICTURE, STAGE);
    const [start, end] = [toStage(view, { x: 0, y: 0 }), toStage(view, { x: 400, y: 300 })];
    assert.ok(start.x < 800 && start.y < 600 && end.x > 0 && end.y > 0);
  }
});

test("two fingers keep what they hold", () => {
  const view = { scale: 2, x: 0, y: 0 };
  const [before, after] = [[{ x: 300, y: 300 }, { x: 400, y: 300 }], [{ x: 250, y: 320 }, { x: 450, y: 320 }]];
  const next = pinch(view, before, after, PICTURE, STAGE);
  assert.equal(next.scale, 4);
  near(toPicture(next, after[0]), toPicture(view, before[0]));
  near(toPicture(next, after[1]), toPicture(view, before[1]));
});

test("the shift of painted layers puts every point where the new view wants it", () => {
  const chance = seeded(7);
  for (let i = 0; i < 500; i += 1) {
    const painted = { scale: 0.1 + chance() * 10, x: chance() * 500, y: chance() * 500 };
    const wanted = { scale: 0.1 + chance() * 10, x: chance() * 500, y: chance() * 500 };
    const shift = shiftBetween(painted, wanted);
    const point = { x: chance() * 400, y: chance() * 300 };
    const was = toStage(painted, point);
    near({ x: was.x * shift.scale + shift.x, y: was.y * shift.scale + shift.y }, toStage(wanted, point));
  }
});

test("painted layers cover a small pan and not a large one", () => {
  const painted = { scale: 8, x: -1000, y: -800 };
  const sizes = { picture: PICTURE, stage: STAGE, margin: 160 };
  assert.ok(covers(painted, { ...painted, x: painted.x + 150 }, sizes));
  assert.ok(!covers(painted, { ...painted, x: painted.x + 170 }, sizes));
  assert.ok(!covers(painted, { ...painted, scale: 2 }, sizes));
});

test("painted layers need not cover what lies beyond the picture", () => {
  const painted = fitView(PICTURE, STAGE);
  assert.ok(covers(painted, { ...painted, x: painted.x + 600 }, { picture: PICTURE, stage: STAGE, margin: 0 }));
});

test("a box out of sight is brought to the middle, one in sight moves nothing", () => {
  const view = { scale: 8, x: 0, y: 0 };
  assert.equal(reveal(view, { x: 10, y: 10, width: 20, height: 20 }, PICTURE, STAGE), view);
  const shown = reveal(view, { x: 300, y: 200, width: 20, height: 20 }, PICTURE, STAGE);
  near(toStage(shown, { x: 310, y: 210 }), { x: 400, y: 300 });
});
