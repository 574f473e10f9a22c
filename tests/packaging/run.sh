#!/usr/bin/env bash
# What somebody does who installs mcpcc, one part at a time; called by CTest (see CMakeLists.txt).
#
#   run.sh install BUILD               installs BUILD
#   run.sh consumer COMPILER           a project with find_package and mcpcc_add_server; what makes it generate again
#   run.sh sample COMPILER             samples/petstore against the installed package
#   run.sh handwritten COMPILER        samples/notes against it
#   run.sh documented COMPILER         the first server of docs/code.md, typed as it stands there
#   run.sh emitted COMPILER DOCUMENT   `mcpcc generate`, then the emitted project with warnings as errors
#
# Works below $WORK, in folders with a space in their name. Needs CMake, Ninja and the compiler.
set -euo pipefail

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=${WORK:?must name a folder to work in}
prefix="$work/in stalled"
part=$1
shift

fail() {
  printf 'packaging: %s\n' "$*" >&2
  exit 1
}

# configure FOLDER BUILD COMPILER [OPTION...]
configure() {
  local folder=$1 build=$2 compiler=$3
  shift 3
  cmake -G Ninja -S "$folder" -B "$build" -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_PREFIX_PATH="$prefix" "$@"
}

listing() { "$1" tools --format json; }

case $part in
  install)
    rm -rf "$prefix"
    cmake --install "$1" --prefix "$prefix"
    "$prefix/bin/mcpcc" --version
    ;;

  consumer)
    folder="$work/consumer of $1" build="$work/consumer of $1/build"
    rm -rf "$folder"
    cp -r "$source_folder/tests/packaging/consumer" "$folder"
    configure "$folder" "$build" "$1" -DCMAKE_CXX_FLAGS='-Wall -Wextra -Werror'
    cmake --build "$build"
    [[ $(listing "$build/warehouse-mcp") == *'Look up an article'* ]] || fail 'the server does not list its tool'

    [[ $(cmake --build "$build") == *'no work to do'* ]] || fail 'a second build does something'

    # Only a file that the document refers to changes; the build must know of it from the depfile.
    sed -i 's/Look up an article/Find an article/' "$folder/parts/article.yaml"
    cmake --build "$build"
    [[ $(listing "$build/warehouse-mcp") == *'Find an article'* ]] || fail 'a changed referenced file goes unnoticed'
    [[ $(cmake --build "$build") == *'no work to do'* ]] || fail 'a build after a change does something'

    # So does a copy of a remote document, which the build reads instead of the network: it must be what was fetched.
    printf '# edited' >>"$folder"/.mcpcc/remote/code-*.yaml
    if cmake --build "$build" >"$folder/errors.txt" 2>&1; then fail 'an edited copy of a remote document builds'; fi
    grep -q 'remote-copy-invalid' "$folder/errors.txt" || fail "the build does not say what is wrong with the copy: $(cat "$folder/errors.txt")"
    cp "$source_folder"/tests/packaging/consumer/.mcpcc/remote/code-*.yaml "$folder/.mcpcc/remote/"
    cmake --build "$build"

    # A document with an error must fail the build, and mending it must be enough.
    cp "$folder/api.yaml" "$folder/api.good"
    sed -i 's,^info: .*,info: [,' "$folder/api.yaml"
    if cmake --build "$build" >"$folder/errors.txt" 2>&1; then fail 'a broken document builds'; fi
    grep -q 'api.yaml:4:1: error: ' "$folder/errors.txt" || fail "the build does not say where the error is: $(cat "$folder/errors.txt")"
    mv "$folder/api.good" "$folder/api.yaml"
    touch "$folder/api.yaml"
    cmake --build "$build"

    # REGISTER records, when its target is built.
    rm -f "$folder"/registry.db*
    MCPCC_REGISTRY="sqlite:$folder/registry.db" cmake --build "$build" --target warehouse-mcp-register
    [[ $("$prefix/bin/mcpcc" registry list --registry "sqlite:$folder/registry.db") == *server/warehouse* ]] ||
      fail 'the server is not recorded'
    ;;

  sample)
    build="$work/sample by $1"
    rm -rf "$build"
    configure "$source_folder/samples/petstore" "$build" "$1" -DCMAKE_CXX_FLAGS='-Wall -Wextra -Werror'
    cmake --build "$build"
    [[ $(listing "$build/petstore-mcp") == *list_animals* ]] || fail 'the server does not list its tools'
    ;;

  handwritten)
    build="$work/notes by $1"
    rm -rf "$build"
    configure "$source_folder/samples/notes" "$build" "$1" -DCMAKE_CXX_FLAGS='-Wall -Wextra -Werror'
    cmake --build "$build"
    [[ $("$build/notes-mcp" call count_notes) == '{"count":1}' ]] || fail 'the server does not count its notes'
    ;;

  documented)
    folder="$work/documented for $1"
    rm -rf "$folder"
    mkdir "$folder"
    # Blocks that name a file are that file.
    (cd "$folder" && awk '/^```$/ { file = "" } file { print > file } /^```[a-z]+ [A-Za-z.]+$/ { file = $2 }' "$source_folder/docs/code.md")
    configure "$folder" "$folder/build" "$1" -DCMAKE_CXX_FLAGS='-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror'
    cmake --build "$folder/build"
    [[ $("$folder/build/hello-mcp" call greet '{"name": "Ann"}') == 'Hello, Ann!' ]] || fail 'the server does not greet'
    [[ $("$folder/build/hello-mcp" call greet 2>&1) == *'name'* ]] || fail 'the server does not miss the name'
    ;;

  emitted)
    name=$(basename "${2%.*}")
    folder="$work/$name for $1"
    rm -rf "$folder"
    "$prefix/bin/mcpcc" generate "$2" -o "$folder" --name "$name" --quiet
    # In a folder of its own: what was emitted must not depend on where it was emitted to.
    mv "$folder" "$folder, moved"
    rm -rf "$folder, build"
    configure "$folder, moved" "$folder, build" "$1" \
      -DCMAKE_CXX_FLAGS='-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror'
    cmake --build "$folder, build"
    [[ $(listing "$folder, build/$name-mcp") == *'"name"'* ]] || fail 'the server does not list its tools'

    # What src/hooks.cpp shows in comments is code that compiles, and does what it says.
    sed -i -e 's,^//   ,,' -e 's/\.\([a-z_]*\) = nullptr/.\1 = \1/' "$folder, moved/src/hooks.cpp"
    cmake --build "$folder, build"
    [[ $("$folder, build/$name-mcp" call count_letters '{"text":"abc"}') == '{"letters":3}' ]] || fail 'the added tool does not count'
    [[ $(listing "$folder, build/$name-mcp") == *'Says how the API does'* ]] || fail 'no operation is replaced'
    rm -rf "$folder, moved" "$folder, build"
    ;;

  *) fail "there is no part called $part" ;;
esac
