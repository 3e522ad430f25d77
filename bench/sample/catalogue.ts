/** The columns of a ServiceNow export, in the order in which it writes them. */
export const SAMPLE_COLUMNS = [
  'sys_created_on',
  'number',
  'short_description',
  'description',
  'severity',
  'node',
  'cmdb_ci',
  'cmdb_ci.sys_class_name',
  'assignment_group',
  'source',
  'sn_priority_group',
  'state',
  'sys_id',
  'u_closed_date',
  'metric_name',
  'message_key',
  'resource',
  'type',
  'event_count',
  'initial_remote_time',
  'last_remote_time',
  'acknowledged',
  'maintenance',
  'incident',
  'sys_updated_on',
  'Pilar',
  'tasks_count',
  'tasks_numbers',
  'tasks_status',
  'has_remediation_task',
  'alert_found',
] as const;

export const SQUADS = [
  'Squad Canais Digitais',
  'Squad Cartões',
  'Squad Crédito Imobiliário',
  'Squad Pagamentos Instantâneos',
  'Infraestrutura São Paulo',
  'Infraestrutura Brasília',
  'Operações de Rede',
  'Banco de Dados',
  'Mainframe',
  'Segurança da Informação',
  'Plataforma de Contêineres',
  'Middleware & Integração',
  'Câmbio e Tesouraria',
  'Previdência',
  'Monitoração 24x7',
] as const;

/** What is reported: metric, problem, and the unit that is behind the number in the description. */
export const PROBLEMS = [
  { metric: 'disk.used.percent', text: 'Espaço em disco acima do limite', unit: '%' },
  { metric: 'disk.queue.length', text: 'Fila de E/S do disco 3.5" elevada', unit: ' req' },
  { metric: 'cpu.utilization', text: 'Utilização de CPU acima de 95%', unit: '%' },
  { metric: 'memory.available', text: 'Memória disponível insuficiente', unit: ' MB' },
  { metric: 'service.status', text: 'Serviço parado', unit: '' },
  { metric: 'jvm.heap.used', text: 'Heap da JVM próximo do máximo', unit: '%' },
  { metric: 'db.sessions.blocked', text: 'Sessões bloqueadas no banco de dados', unit: ' sessões' },
  { metric: 'db.tablespace.used', text: 'Tablespace quase cheia', unit: '%' },
  { metric: 'http.response.time', text: 'Tempo de resposta degradado', unit: ' ms' },
  { metric: 'http.errors.5xx', text: 'Taxa de erros HTTP 5xx elevada', unit: '/min' },
  { metric: 'certificate.days.left', text: 'Certificado próximo da expiração', unit: ' dias' },
  { metric: 'network.packet.loss', text: 'Perda de pacotes na interface', unit: '%' },
  { metric: 'pod.restarts', text: 'Reinícios sucessivos do pod', unit: '' },
  { metric: 'queue.depth', text: 'Fila de mensagens acumulada', unit: ' msgs' },
  { metric: 'backup.status', text: 'Falha na execução do backup', unit: '' },
  { metric: 'ntp.offset', text: 'Relógio do servidor fora de sincronia', unit: ' ms' },
] as const;

export const CLASSES = [
  'cmdb_ci_linux_server',
  'cmdb_ci_win_server',
  'cmdb_ci_db_ora_instance',
  'cmdb_ci_kubernetes_cluster',
  'cmdb_ci_netgear',
  'cmdb_ci_appl',
] as const;

export const SOURCES = ['Zabbix', 'Dynatrace', 'Prometheus', 'SCOM', 'Elastic', 'vROps'] as const;
export const SITES = ['spo', 'bsb', 'rio', 'cwb'] as const;
export const PILLARS = ['Infraestrutura', 'Aplicação', 'Negócio', 'Segurança'] as const;
export const STATES = ['Open', 'Reopen', 'Flapping', 'Closed', 'Closed'] as const;

/** With repetitions, so that some are more frequent; the last of each are known to no table. */
export const SEVERITIES = [
  ...Array<string>(6).fill('Crítico'),
  ...Array<string>(12).fill('Alto / Major'),
  ...Array<string>(16).fill('Médio / Minor'),
  ...Array<string>(10).fill('Aviso'),
  ...Array<string>(8).fill('Baixo / Informativo'),
  'OK',
  'Limpar',
  'Indeterminado',
];
export const PRIORITIES = [
  ...Array<string>(5).fill('Urgente'),
  ...Array<string>(12).fill('Alto(a)'),
  ...Array<string>(20).fill('Moderado(a)'),
  ...Array<string>(12).fill('Baixo(a)'),
  ...Array<string>(3).fill('Vazio'),
  '',
  'Planejamento',
];
