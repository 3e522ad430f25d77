import { join } from 'node:path';
import type { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express, { type Express } from 'express';
import { type GraphContext, graphContext, type Services } from '../graphql/context.js';
import type { ErrorLog } from '../graphql/errors.js';
import { DIST } from '../paths.js';
import { guardRoute, readToken, viewerOf } from './access.js';
import { serveArtifact } from './artifacts.js';
import { clientAddress } from './clientAddress.js';
import { type Ending, refuseAtTheEnd } from './ending.js';
import { errorResponses, GRAPHQL_PATH, isMultipart, notFound } from './errorResponses.js';
import { welcomeBody } from './expect.js';
import { answerOperators, type Checks } from './health.js';
import { ARTIFACTS_PATH, type Links } from './links.js';
import type { MetricsPage } from './metrics.js';
import { multipart } from './multipart.js';
import { type HttpObserver, observeAnswers } from './observer.js';
import { pagePolicy, securityHeaders } from './securityHeaders.js';
import { onlyPut, takeUpload, UPLOADS_PATH } from './uploads.js';
import { endOf } from './wholeRequests.js';

export const GRAPHIQL_PATH = '/graphiql';

export interface AppParts {
  services: Services;
  links: Links;
  apollo: ApolloServer<GraphContext>;
  checks: Checks;
  metrics: MetricsPage;
  observer: HttpObserver;
  ending: Ending;
  log: ErrorLog;
}

/** Everything that answers over HTTP. */
export function createApp(parts: AppParts): Express {
  const { services, links, apollo, checks, metrics, observer, ending, log } = parts;
  const { store, objects, trustedProxies } = services;
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders);
  app.use(observeAnswers(observer));

  app.use(refuseAtTheEnd(ending));
  answerOperators(app, checks, metrics);

  app.use(
    GRAPHQL_PATH,
    readToken(services),
    multipart(services),
    (request, response, next) => {
      if (!isMultipart(request)) welcomeBody(request, response);
      next();
    },
    express.json({ limit: '1mb' }),
    (request, _response, next) => {
      // A GET has no body, and Apollo wants to see that somebody has looked.
      request.body ??= {};
      next();
    },
    expressMiddleware(apollo, {
      context: async ({ req }) =>
        graphContext(services, viewerOf(req), clientAddress(req, trustedProxies), () => endOf(req)),
    }),
  );

  app.put(
    UPLOADS_PATH,
    readToken(services),
    guardRoute(services, 'PUT /uploads'),
    takeUpload(services, ending),
  );
  app.all(UPLOADS_PATH, onlyPut);

  app.get(`${ARTIFACTS_PATH}/:ownerId/*name`, serveArtifact({ store, objects, links }));
  app.use(GRAPHIQL_PATH, pagePolicy, express.static(join(DIST, 'console/graphiql')));
  app.get('/', (_request, response) => response.redirect(GRAPHIQL_PATH));

  app.use(notFound);
  app.use(errorResponses(log));
  return app;
}
