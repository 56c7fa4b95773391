// RUN: not ag-compile %s -o %t.o --report=%t.none/r.json 2>&1 | FileCheck %s --check-prefix=PLACE
// RUN: not ls %t.o
// PLACE: error: '{{.*}}.none/r.json': No such file or directory

// RUN: not ag-compile %s --emit=asm -o - --report=- 2>&1 | FileCheck %s --check-prefix=BOTH
// BOTH: error: -o and --report both ask for -
// RUN: not ag-compile %s -o %t.o --report=%t.h 2>&1 | FileCheck %s --check-prefix=HEADER
// HEADER: error: {{.*}}.h: that is the name of the header that is written beside the artefact

// RUN: not ag-compile %s -o %t.o --remarks=all 2>&1 | FileCheck %s --check-prefix=KIND
// KIND: error: --remarks=all: expected passed, missed, failed or analysis; fusion or sharding; a pass, one of ag-{{.*}}, ag-schedule-cpu, {{.*}}; or what remarks are called, one of {{.*}}, memory, {{.*}}workspace{{$}}
// RUN: not ag-compile %s -o %t.o --remarks=missed,fusoin 2>&1 | FileCheck %s --check-prefix=TYPO
// TYPO: error: --remarks=fusoin: expected passed, {{.*}}; did you mean fusion?{{$}}
func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
