/** Jest's project "PostgreSQL": tests that open a database do so there. */
process.env.TEST_DATABASE = 'postgres';
