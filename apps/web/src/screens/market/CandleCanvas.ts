import {
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  LineStyle,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { Candle, FillMark } from '../../calculators/candles.ts';

/** Lines of resting orders drawn at most; more would cover the candles. */
const LINES_MAX = 40;

interface RestingLine {
  readonly side: 'buy' | 'sell';
  readonly price: number;
}

/** Owns one lightweight-charts drawing: what it shows, its colours, and its end. */
export class CandleCanvas {
  readonly #chart: IChartApi;
  readonly #series: ISeriesApi<'Candlestick'>;
  readonly #marks: ISeriesMarkersPluginApi<Time>;
  readonly #themes: MutationObserver;
  #shown: readonly Candle[] = [];
  #lines: IPriceLine[] = [];
  #resting: readonly RestingLine[] = [];
  #marked: readonly FillMark[] = [];

  /** `onCursor` hears the place of the candle under the pointer, counted without empty places; undefined off the chart. */
  constructor(
    holder: HTMLElement,
    onCursor: (index: number | undefined) => void,
    writePrice: (price: number) => string,
  ) {
    this.#chart = createChart(holder, {
      autoSize: true,
      localization: { priceFormatter: writePrice },
      ...chartColours(),
    });
    this.#series = this.#chart.addSeries(CandlestickSeries, candleColours());
    this.#marks = createSeriesMarkers(this.#series, []);
    this.#chart.subscribeCrosshairMove(({ time, sourceEvent }) => {
      // Moves by key come without an event: they are the caller's own.
      if (sourceEvent === undefined && time !== undefined) return;
      onCursor(time === undefined ? undefined : this.#placeOf(Number(time)));
    });
    this.#themes = new MutationObserver(() => this.#repaint());
    this.#themes.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-gains'] });
  }

  /** Whether candles are so close that minutes do not tell them apart. */
  showSeconds(isFine: boolean): void {
    this.#chart.applyOptions({ timeScale: { secondsVisible: isFine } });
  }

  remove(): void {
    this.#themes.disconnect();
    this.#chart.remove();
  }

  showCandles(candles: readonly Candle[]): void {
    const before = this.#shown;
    this.#shown = candles;
    const tail = before.findIndex((candle, index) => !same(candle, candles[index]));
    const from = tail < 0 ? before.length : tail;
    // Only the newest changed: the usual case by far, and it keeps where the person has scrolled to.
    if (before.length > 0 && from >= before.length - 1) {
      for (const candle of candles.slice(from)) this.#series.update(candle as { time: UTCTimestamp });
      return;
    }
    this.#series.setData(candles as { time: UTCTimestamp }[]);
    if (before.length === 0)
      this.#chart.timeScale().setVisibleLogicalRange({ from: candles.length - 120, to: candles.length + 4 });
  }

  showMarks(marks: readonly FillMark[]): void {
    this.#marked = marks;
    this.#marks.setMarkers(
      marks.map(({ time, side, text }) => ({
        time: time as UTCTimestamp,
        position: side === 'buy' ? 'belowBar' : 'aboveBar',
        shape: side === 'buy' ? 'arrowUp' : 'arrowDown',
        color: colourOf(side === 'buy' ? '--gain' : '--loss'),
        text,
      })),
    );
  }

  showOrders(resting: readonly RestingLine[]): void {
    this.#resting = resting;
    for (const line of this.#lines) this.#series.removePriceLine(line);
    this.#lines = resting.slice(0, LINES_MAX).map(({ side, price }) =>
      this.#series.createPriceLine({
        price,
        color: colourOf(side === 'buy' ? '--gain' : '--loss'),
        lineStyle: LineStyle.Dashed,
        lineWidth: 1,
        axisLabelVisible: false,
        title: '',
      }),
    );
  }

  pointAt(time: number, price: number): void {
    this.#chart.setCrosshairPosition(price, time as UTCTimestamp, this.#series);
  }

  picture(): Promise<Blob> {
    return new Promise((resolve, reject) =>
      this.#chart
        .takeScreenshot()
        .toBlob((blob) => (blob === null ? reject(new Error('the chart gave no picture')) : resolve(blob))),
    );
  }

  #placeOf(time: number): number | undefined {
    const place = this.#shown
      .filter((candle) => 'close' in candle)
      .findIndex((candle) => candle.time === time);
    return place < 0 ? undefined : place;
  }

  #repaint(): void {
    this.#chart.applyOptions(chartColours());
    this.#series.applyOptions(candleColours());
    this.showMarks(this.#marked);
    this.showOrders(this.#resting);
  }
}

function same(a: Candle, b: Candle | undefined): boolean {
  if (b === undefined || a.time !== b.time) return false;
  if (!('close' in a) || !('close' in b)) return 'close' in a === 'close' in b;
  return a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close;
}

function chartColours() {
  const line = colourOf('--line');
  return {
    layout: {
      background: { color: colourOf('--surface') },
      textColor: colourOf('--muted'),
      fontFamily: getComputedStyle(document.body).fontFamily,
      fontSize: 12,
      attributionLogo: true,
    },
    grid: { vertLines: { color: line }, horzLines: { color: line } },
    timeScale: { timeVisible: true, borderColor: line },
    rightPriceScale: { borderColor: line },
    crosshair: { mode: 0 },
  };
}

function candleColours() {
  const gain = colourOf('--gain');
  const loss = colourOf('--loss');
  const surface = colourOf('--surface');
  // A rise is hollow, a fall is filled: shape tells them apart, not colour alone.
  return {
    upColor: surface,
    borderUpColor: gain,
    wickUpColor: gain,
    downColor: loss,
    borderDownColor: loss,
    wickDownColor: loss,
    priceLineColor: colourOf('--accent'),
  };
}

/** A token as the chart understands it: it does not read OKLCH. */
function colourOf(token: string): string {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (context === null) return 'gray';
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(token);
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}
