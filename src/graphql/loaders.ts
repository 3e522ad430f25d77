import DataLoader from 'dataloader';
import type {
  CaseFilter,
  CasePageRequest,
  CaseRecord,
  InvalidRowRecord,
  Page,
  ReportRecord,
  Store,
  TrendRecord,
  TrendTables,
} from '../store/types.js';

/** What one operation looks up, each kind together: the number of statements does not grow with the lists. */
export interface Loaders {
  /** Reports by id; null where there is none. */
  reports: DataLoader<string, ReportRecord | null>;
  /** Places of jobs in the queue; null for those that do not wait. */
  queuePositions: DataLoader<string, number | null>;
  casePages: ReportLists<CasePageRequest, Page<CaseRecord>>;
  caseCounts: ReportLists<CaseFilter | null, number>;
  /** The first refused rows, as many as asked for. */
  invalidRows: ReportLists<number, InvalidRowRecord[]>;
  /** Trends by their report or by the job of their comparison, and the tables of trends by the trend; else null. */
  trends: {
    ofReport: DataLoader<string, TrendRecord | null>;
    ofJob: DataLoader<string, TrendRecord | null>;
    tables: DataLoader<string, TrendTables | null>;
  };
}

export function makeLoaders({ jobs, reports, cases, trends }: Store): Loaders {
  return {
    reports: new DataLoader((ids) => reports.getMany(ids), UNCACHED),
    queuePositions: new DataLoader((ids) => jobs.queuePositions(ids), UNCACHED),
    casePages: new ReportLists(
      (ids, request) => cases.pages(ids, request),
      // A cursor belongs to one report; a wrong one is the fault of its own list only.
      ({ after }) => typeof after !== 'string',
    ),
    caseCounts: new ReportLists((ids, filter) => cases.counts(ids, filter)),
    invalidRows: new ReportLists((ids, first) => reports.invalidRows(ids, first)),
    trends: {
      ofReport: new DataLoader((ids) => trends.ofReports(ids), UNCACHED),
      ofJob: new DataLoader((ids) => trends.ofJobs(ids), UNCACHED),
      tables: new DataLoader((ids) => trends.tables(ids), UNCACHED),
    },
  };
}

/** An operation may be a subscription that lasts for days: what it looked up once is looked up anew. */
const UNCACHED = { cache: false };

/** Lists of reports; where an answer shows the same list of many reports, they are looked up together. */
export class ReportLists<Request, Value> {
  readonly #loaders = new Map<string, DataLoader<string, Value>>();

  /**
   * @param lookUp    the same list of several reports, in the order of the ids
   * @param isCommon  whether several reports can have the list of this request
   */
  constructor(
    private readonly lookUp: (reportIds: readonly string[], request: Request) => Promise<Value[]>,
    private readonly isCommon: (request: Request) => boolean = () => true,
  ) {}

  load(reportId: string, request: Request): Promise<Value> {
    const name = JSON.stringify(this.isCommon(request) ? [request] : [request, reportId]);
    let loader = this.#loaders.get(name);
    if (!loader) {
      loader = new DataLoader((ids) => this.lookUp(ids, request), UNCACHED);
      this.#loaders.set(name, loader);
    }
    return loader.load(reportId);
  }
}
