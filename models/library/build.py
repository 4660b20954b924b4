"""Builds a model library (.wasm) for web-llm from registry packages only.

  python build.py runtime              compile TVM's browser runtime once, into build/
  python build.py tiny OUT_FOLDER      compile the model and link OUT_FOLDER/model.wasm
  python build.py smollm2 OUT_FOLDER

Needs the packages that models/README.md names. `runtime` takes one to five minutes, a model some
seconds.

The apache-tvm and apache-tvm-ffi wheels ship the C++ of the runtime. It is compiled with Debian's
clang for wasm32-wasi instead of emscripten (bookworm's is too old for TVM's LLVM 22 objects), so
the folder runtime/ supplies what the wheels lack or a wasm32-wasi libc++ cannot do:
  tvm/support, src/support   the support headers that the wheel leaves out (streams, serializer)
  src/runtime/file_utils.cc  no file system
  nothreads.h                std::mutex and friends that do nothing (libc++ is built without threads)
  web_support.cc             the entry points that tvmjs calls, libc gaps, C++ throw
"""

import pathlib
import shutil
import subprocess
import sys

import tvm
import tvm_ffi

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE / "build"
TREE = BUILD / "tree"
LLVM = "/usr/lib/llvm-19"
SYSROOT_LIB = "/usr/lib/wasm32-wasi"

CXX = [
    "clang++-19",
    "--target=wasm32-wasi",
    "-std=c++17",
    "-Os",
    "-fexceptions",  # parse try and throw ...
    "-fignore-exceptions",  # ... but throw only calls __cxa_throw, which ends the wasm
    "-nostdlibinc",
    "-isystem",
    "/usr/include/wasm32-wasi/c++/v1",
    "-isystem",
    "/usr/include/wasm32-wasi",
    "-include",
    str(HERE / "runtime/nothreads.h"),
    f"-I{TREE}",
    f"-I{TREE}/include",
    f"-I{TREE}/3rdparty/tvm-ffi/include",
    f"-ffile-prefix-map={TREE}=tvm",
    "-DNDEBUG",
    "-DTVM_FFI_CMAKE_LITTLE_ENDIAN=1",
    "-D_WASI_EMULATED_SIGNAL",
    "-D_WASI_EMULATED_PROCESS_CLOCKS",
    "-D_WASI_EMULATED_MMAN",
    "-Wno-everything",
]
# Not needed in a browser: RPC, sorting on the CPU, test helpers.
LEFT_OUT = [
    "src/runtime/rpc/rpc_channel.cc",
    "src/runtime/rpc/rpc_endpoint.cc",
    "src/runtime/rpc/rpc_event_impl.cc",
    "src/runtime/rpc/rpc_local_session.cc",
    "src/runtime/rpc/rpc_module.cc",
    "src/runtime/rpc/rpc_session.cc",
    "src/runtime/extra/contrib/sort/sort.cc",
    "3rdparty/tvm-ffi/src/ffi/testing/testing.cc",
]
# What tvmjs (inside web-llm) calls.
EXPORTS = [
    "_initialize",
    "TVMWasmAllocSpace",
    "TVMWasmFreeSpace",
    "TVMFFIWasmFunctionCreate",
    "TVMFFIWasmGetLastError",
    "TVMFFIAnyViewToOwnedAny",
    "TVMFFIDataTypeFromString",
    "TVMFFIDataTypeToString",
    "TVMFFIErrorSetRaisedFromCStr",
    "TVMFFIFunctionCall",
    "TVMFFIFunctionGetGlobal",
    "TVMFFIFunctionSetGlobal",
    "TVMFFIGetTypeInfo",
    "TVMFFIObjectDecRef",
    "TVMFFIObjectIncRef",
    "TVMFFITypeKeyToIndex",
    "TVMFFIGetVersion",
]


def lay_out_tree():
    """One tree with the layout that the #include lines of the runtime expect."""
    shutil.rmtree(TREE, ignore_errors=True)
    wheel, ffi = pathlib.Path(tvm.__file__).parent, pathlib.Path(tvm_ffi.__file__).parent
    for part in ("src", "include", "web"):
        shutil.copytree(wheel / part, TREE / part)
    for part in ("src", "include"):
        shutil.copytree(ffi / part, TREE / "3rdparty/tvm-ffi" / part)
    shutil.copytree(HERE / "runtime/src", TREE / "src", dirs_exist_ok=True)
    shutil.copytree(HERE / "runtime/tvm", TREE / "include/tvm", dirs_exist_ok=True)
    for name in LEFT_OUT:
        (TREE / name).write_text("// left out\n")


def runtime():
    BUILD.mkdir(exist_ok=True)
    lay_out_tree()
    for source in (
        TREE / "web/emcc/wasm_runtime.cc",
        TREE / "web/emcc/webgpu_runtime.cc",
        HERE / "runtime/web_support.cc",  # in the place of web/emcc/tvmjs_support.cc
    ):
        print("compiling", source.name, flush=True)
        subprocess.run([*CXX, "-c", source, "-o", BUILD / (source.stem + ".o")], check=True)


def link(out, objects, **_):
    subprocess.run(
        [
            "wasm-ld-19",
            "-o",
            out,
            "--no-entry",
            *[f"--export={e}" for e in EXPORTS],
            "-z",
            "stack-size=2097152",
            "--stack-first",
            "--initial-memory=33554432",
            "--max-memory=4294967296",
            "--strip-all",
            "--gc-sections",
            f"{SYSROOT_LIB}/crt1-reactor.o",
            *sorted(str(p) for p in BUILD.glob("*.o")),
            *objects,
            f"-L{SYSROOT_LIB}",
            f"-L{LLVM}/lib/wasm32-wasi",
            "-lc++",
            "-lc++abi",
            "-lwasi-emulated-signal",
            "-lwasi-emulated-process-clocks",
            "-lwasi-emulated-mman",
            "-lc",
            f"{LLVM}/lib/clang/19/lib/wasi/libclang_rt.builtins-wasm32.a",
        ],
        check=True,
    )


def model(name, folder):
    from compile_library import compile_wasm

    if name == "tiny":
        from tiny import CONFIG
    else:
        from smollm2 import CONFIG
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    compile_wasm(CONFIG, str(folder / "model.wasm"), link)
    print(folder / "model.wasm", (folder / "model.wasm").stat().st_size, "bytes")


if __name__ == "__main__":
    if sys.argv[1:] == ["runtime"]:
        runtime()
    elif len(sys.argv) == 3 and sys.argv[1] in ("tiny", "smollm2"):
        model(*sys.argv[1:])
    else:
        sys.exit(__doc__)
