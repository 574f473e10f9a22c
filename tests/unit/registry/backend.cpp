#include "backend.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "registry/migrations.h"

namespace mcpcc::registry {

namespace fs = std::filesystem;

namespace {

constexpr const char* programs = "/usr/lib/postgresql/15/bin";

// PostgreSQL refuses to run as root.
const passwd* owner() { return geteuid() == 0 ? getpwnam("postgres") : getpwuid(geteuid()); }

int start(const std::vector<std::string>& command, const fs::path& log, bool dies_with_us) {
  const passwd* user = owner();
  const pid_t parent = getpid();
  const pid_t process = fork();
  if (process != 0) return process;
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  dup2(output, 1);
  dup2(output, 2);
  if (geteuid() == 0 && (setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) _exit(126);
  if (chdir("/") != 0) _exit(126);
  if (dies_with_us) {
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (getppid() != parent) _exit(126);
  }
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  _exit(127);
}

int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  close(socket);
  return ntohs(address.sin_port);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  // In memory where that is possible: a database server writes a lot.
  const bool in_memory = access("/dev/shm", W_OK) == 0;
  const fs::path parent = in_memory ? fs::path("/dev/shm") : fs::temp_directory_path();
  std::string pattern = (parent / "mcpcc-registry-XXXXXX").string();
  path_ = mkdtemp(pattern.data());
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

PostgresqlServer* PostgresqlServer::get() {
  static const std::unique_ptr<PostgresqlServer> server = [] {
    const bool there = fs::exists(fs::path(programs) / "postgres") && owner() != nullptr;
    return there ? std::unique_ptr<PostgresqlServer>(new PostgresqlServer) : nullptr;
  }();
  return server.get();
}

PostgresqlServer::PostgresqlServer() : port_(free_port()) {
  const passwd* user = owner();
  const fs::path data = folder_.path() / "data", log = folder_.path() / "log";
  if (chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) != 0) std::abort();
  int status = 0;
  waitpid(start({std::string(programs) + "/initdb", "-D", data, "-A", "trust", "-U", "postgres",
                 "--no-sync", "-E", "UTF8", "--locale=C"},
                folder_.path() / "initdb.log", false),
          &status, 0);
  std::ofstream(data / "pg_hba.conf") << "local all all trust\n"
                                         "host all guarded 127.0.0.1/32 scram-sha-256\n"
                                         "host all all 127.0.0.1/32 trust\n";
  process_ = start({std::string(programs) + "/postgres", "-D", data, "-p", std::to_string(port_),
                    "-c", "listen_addresses=127.0.0.1", "-c",
                    "unix_socket_directories=" + folder_.path().string(), "-c", "fsync=off"},
                   log, true);
  for (int i = 0; i < 300; ++i) {
    try {
      run("CREATE ROLE guarded LOGIN PASSWORD 'open sesame'");
      return;
    } catch (const Failure&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  ADD_FAILURE() << "PostgreSQL does not start; see " << log;
}

PostgresqlServer::~PostgresqlServer() {
  kill(process_, SIGQUIT);
  waitpid(process_, nullptr, 0);
}

std::string PostgresqlServer::url(const std::string& database) const {
  return "postgres://postgres@/" + database + "?host=" + folder_.path().string() +
         "&port=" + std::to_string(port_);
}

std::string PostgresqlServer::loopback_url(const std::string& role,
                                           const std::string& database) const {
  return "postgres://" + role + "@127.0.0.1:" + std::to_string(port_) + '/' + database;
}

void PostgresqlServer::run(const std::string& statement) {
  open_database({Location::Kind::postgresql, {}, url("postgres")})->run(statement);
}

std::string PostgresqlServer::make_database(const std::string& original) {
  const std::string name = "test" + std::to_string(++databases_);
  run("CREATE DATABASE " + name + " TEMPLATE " + (original.empty() ? "template0" : original) +
      " STRATEGY file_copy");
  return url(name);
}

void PostgresqlServer::end_connections() {
  run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
      "AND backend_type = 'client backend'");
}

void OnBoth::SetUp() {
  if (GetParam() == Dialect::postgresql) MCPCC_NEEDS_POSTGRESQL();
}

Location OnBoth::fresh() {
  if (GetParam() == Dialect::postgresql)
    return {Location::Kind::postgresql, {}, PostgresqlServer::get()->make_database()};
  return {Location::Kind::sqlite, folder_.path() / (std::to_string(++files_) + ".db"), {}};
}

Location OnBoth::copy(const Location& original) {
  if (original.kind == Location::Kind::sqlite) {
    const Location result = fresh();
    fs::copy_file(original.file, result.file);
    return result;
  }
  const auto begin = original.url.rfind("@/") + 2;
  const std::string name = original.url.substr(begin, original.url.find('?') - begin);
  return {Location::Kind::postgresql, {}, PostgresqlServer::get()->make_database(name)};
}

Location OnBoth::migrated() {
  const Location result = fresh();
  migrate(*open_database(result), "2026-01-01T00:00:00Z");
  return result;
}

std::string name_of(const testing::TestParamInfo<Dialect>& parameter) {
  return parameter.param == Dialect::sqlite ? "sqlite" : "postgresql";
}

}  // namespace mcpcc::registry
