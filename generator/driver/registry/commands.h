// The commands of `mcpcc registry`. Each returns an exit status: 1 where what was asked for is not
// there or not allowed, 3 where the registry cannot be used; nothing was changed then.
#pragma once

#include "driver/driver.h"
#include "driver/registry_options.h"

namespace mcpcc::driver::registry_commands {

int add(const RegistryOptions& options, Environment& environment);  ///< register
int list(const RegistryOptions& options, Environment& environment);
int show(const RegistryOptions& options, Environment& environment);
int history(const RegistryOptions& options, Environment& environment);
int diff(const RegistryOptions& options, Environment& environment);
int rollback(const RegistryOptions& options, Environment& environment);
int remove(const RegistryOptions& options, Environment& environment);
int search(const RegistryOptions& options, Environment& environment);

int export_records(const RegistryOptions& options, Environment& environment);
int import_records(const RegistryOptions& options, Environment& environment);

int backup(const RegistryOptions& options, Environment& environment);
int restore(const RegistryOptions& options, Environment& environment);
int migrate(const RegistryOptions& options, Environment& environment);
int doctor(const RegistryOptions& options, Environment& environment);
int ping(const RegistryOptions& options, Environment& environment);

int new_key(const RegistryOptions& options, Environment& environment);
int rotate_key(const RegistryOptions& options, Environment& environment);
int set_credential(const RegistryOptions& options, Environment& environment);
int list_credentials(const RegistryOptions& options, Environment& environment);
int remove_credential(const RegistryOptions& options, Environment& environment);
/// Becomes the server: returns only when it cannot be started.
int run(const RegistryOptions& options, Environment& environment);

}  // namespace mcpcc::driver::registry_commands
