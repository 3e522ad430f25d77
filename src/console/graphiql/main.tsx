import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './page.css';
import { GraphiQL } from 'graphiql';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { fetcher } from './api';
import { SessionBar } from './SessionBar';

const FIRST_QUERY = `# Sign in above, then run this. Files are uploaded by multipart requests, for example with curl;
# a subscription to jobProgress(id: "…") shows what becomes of them.

query Latest {
  dashboard {
    latest {
      fileName
      createdAt
      kpis {
        totalCases
        totalAlerts
        actionableCases
        automationSuccessRate
      }
      topSquads {
        name
        cases
        score
      }
    }
  }
}
`;

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <SessionBar />
      <main>
        <GraphiQL fetcher={fetcher} defaultQuery={FIRST_QUERY} />
      </main>
    </StrictMode>,
  );
}
