// ag-compile --dim specializes the object.
//
// RUN: ag-compile %s -o %t.o --name=m --dim batch=4 2>&1 | FileCheck %s
// RUN: ag-compile %s -o - --emit=llvm --dim batch=4 | FileCheck %s --check-prefix=INFO
// CHECK: m_run: 32 FLOP and no workspace{{$}}
// INFO: symbols\22:[],\22arguments\22:[{\22name\22:\22\22,\22dtype\22:\22float32\22,\22dims\22:[4,8]
func.func @f(%x: tensor<?x8xf32> {ag.dims = ["batch", 8]}) -> tensor<?x8xf32>
    attributes {ag.ranges = {batch = [1, 64]}} {
  %y = ag.exp %x : tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}
