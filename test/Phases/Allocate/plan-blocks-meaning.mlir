// A block's own buffers are in shared memory, or have one copy per block in the workspace.
// RUN: ag-run %s --entry=chain --input=randn:1 --dim n=300 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=chain --input=randn:1 --dim n=1 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=chain --input=randn:1 --dim n=0 --on=emulator --poison-memory --same-as=%s
// RUN: env AG_EMULATOR=order=random:3 ag-run %s --entry=chain --input=randn:1 --dim n=300 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=large --input=randn:1 --dim n=3 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=large --input=randn:1 --dim n=1 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=large --input=randn:1 --dim n=0 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=bytes --input=iota --on=emulator --poison-memory --same-as=%s

// LLVM infers the address space.
// RUN: ag-compile %s --entry=chain --emit=ptx -o - | FileCheck %s --check-prefix=PTX
// PTX-LABEL: .entry chain$block(
// PTX: .shared .align 64 .b8 {{.*}}[768]
// PTX-NOT: {{(ld|st)\.b}}
// PTX: st.shared.b32
// PTX-NOT: {{(ld|st)\.b}}
// PTX: ld.shared.b64
// PTX-NOT: {{(ld|st)\.b}}
// PTX: ld.shared.b32
// PTX-NOT: {{(ld|st)\.b}}
// PTX: ret

module attributes {ag.phase = "schedule", ag.target = {kind = "cuda", march = "sm_80"}} {
// The first of three tensors is no longer needed when the third is computed; the second is read backwards.
func.func private @chain.shapes(%n: index) -> index {
  return %n : index
}
func.func @chain(%x: tensor<?xf32>) -> tensor<?xf32> attributes {ag.shapes = @chain.shapes, ag.signature = {arguments = [["", f32, ["n"]]], parameters = [], results = [["", f32, ["n"]]], symbols = [["n", 0, 9223372036854775807]]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %blocks = affine.apply affine_map<()[s0] -> (s0 ceildiv 64)>()[%n]
  %e = tensor.empty(%n) : tensor<?xf32>
  %0 = scf.forall (%b) in (%blocks) shared_outs(%o = %e) -> (tensor<?xf32>) {
    %at = affine.apply affine_map<(d0) -> (d0 * 64)>(%b)
    %size = affine.min affine_map<(d0)[s0] -> (64, s0 - d0 * 64)>(%b)[%n]
    %t = tensor.extract_slice %x[%at] [%size] [1] : tensor<?xf32> to tensor<?xf32>
    %last = arith.subi %size, %c1 : index
    %e1 = tensor.empty(%size) : tensor<?xf32>
    %1 = linalg.exp ins(%t : tensor<?xf32>) outs(%e1 : tensor<?xf32>) -> tensor<?xf32>
    %e2 = tensor.empty(%size) : tensor<?xf64>
    %2 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%1 : tensor<?xf32>) outs(%e2 : tensor<?xf64>) {
    ^bb0(%in: f32, %out: f64):
      %w = arith.extf %in : f32 to f64
      linalg.yield %w : f64
    } -> tensor<?xf64>
    %e3 = tensor.empty(%size) : tensor<?xf32>
    %3 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} outs(%e3 : tensor<?xf32>) {
    ^bb0(%out: f32):
      %i = linalg.index 0 : index
      %j = arith.subi %last, %i : index
      %v = tensor.extract %2[%j] : tensor<?xf64>
      %w = arith.truncf %v : f64 to f32
      linalg.yield %w : f32
    } -> tensor<?xf32>
    %s = tensor.extract_slice %o[%at] [%size] [1] : tensor<?xf32> to tensor<?xf32>
    %4 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} outs(%s : tensor<?xf32>) {
    ^bb0(%out: f32):
      %i = linalg.index 0 : index
      %j = arith.subi %last, %i : index
      %v = tensor.extract %3[%j] : tensor<?xf32>
      linalg.yield %v : f32
    } -> tensor<?xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %4 into %o[%at] [%size] [1] : tensor<?xf32> into tensor<?xf32>
    }
  } {mapping = [#gpu.block<x>]}
  return %0 : tensor<?xf32>
}

// One buffer exceeds a block's shared memory, and another one fits.
func.func private @large.shapes(%n: index) -> (index, index) {
  %m = arith.constant 8000 : index
  return %n, %m : index, index
}
func.func @large(%x: tensor<?x8000xf32>) -> tensor<?x8000xf32> attributes {ag.shapes = @large.shapes, ag.signature = {arguments = [["", f32, ["n", 8000]]], parameters = [], results = [["", f32, ["n", 8000]]], symbols = [["n", 0, 1000000]]}} {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x8000xf32>
  %e = tensor.empty(%n) : tensor<?x8000xf32>
  %0 = scf.forall (%b) in (%n) shared_outs(%o = %e) -> (tensor<?x8000xf32>) {
    %t = tensor.extract_slice %x[%b, 0] [1, 8000] [1, 1] : tensor<?x8000xf32> to tensor<8000xf32>
    %e1 = tensor.empty() : tensor<8000xf32>
    %1 = linalg.exp ins(%t : tensor<8000xf32>) outs(%e1 : tensor<8000xf32>) -> tensor<8000xf32>
    %zero = arith.constant 0.0 : f32
    %es = tensor.empty() : tensor<f32>
    %fs = linalg.fill ins(%zero : f32) outs(%es : tensor<f32>) -> tensor<f32>
    %sum = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]} ins(%1 : tensor<8000xf32>) outs(%fs : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %w = arith.addf %in, %out : f32
      linalg.yield %w : f32
    } -> tensor<f32>
    %s = tensor.extract_slice %o[%b, 0] [1, 8000] [1, 1] : tensor<?x8000xf32> to tensor<8000xf32>
    %2 = linalg.generic {indexing_maps = [affine_map<(d0) -> ()>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%sum : tensor<f32>) outs(%s : tensor<8000xf32>) {
    ^bb0(%in: f32, %out: f32):
      %c7999 = arith.constant 7999 : index
      %i = linalg.index 0 : index
      %j = arith.subi %c7999, %i : index
      %v = tensor.extract %1[%j] : tensor<8000xf32>
      %w = arith.divf %v, %in : f32
      linalg.yield %w : f32
    } -> tensor<8000xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %2 into %o[%b, 0] [1, 8000] [1, 1] : tensor<8000xf32> into tensor<?x8000xf32>
    }
  } {mapping = [#gpu.block<x>]}
  return %0 : tensor<?x8000xf32>
}

// The buffer has one byte for each lane, and the lanes combine their values.
func.func private @bytes.shapes() -> index {
  %c1 = arith.constant 1 : index
  return %c1 : index
}
func.func @bytes(%x: tensor<256xi8>) -> tensor<1xi8> attributes {ag.shapes = @bytes.shapes, ag.signature = {arguments = [["", i8, [256]]], parameters = [], results = [["", i8, [1]]], symbols = []}} {
  %e = tensor.empty() : tensor<1xi8>
  %0 = scf.forall (%b) in (1) shared_outs(%o = %e) -> (tensor<1xi8>) {
    %e1 = tensor.empty() : tensor<256xi8>
    %1 = linalg.add ins(%x, %x : tensor<256xi8>, tensor<256xi8>) outs(%e1 : tensor<256xi8>) -> tensor<256xi8>
    %s = tensor.extract_slice %o[%b] [1] [1] : tensor<1xi8> to tensor<i8>
    %zero = arith.constant 0 : i8
    %f = linalg.fill ins(%zero : i8) outs(%s : tensor<i8>) -> tensor<i8>
    %2 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]} ins(%1 : tensor<256xi8>) outs(%f : tensor<i8>) {
    ^bb0(%in: i8, %out: i8):
      %w = arith.addi %in, %out : i8
      linalg.yield %w : i8
    } -> tensor<i8>
    %3 = linalg.generic {indexing_maps = [affine_map<() -> ()>], iterator_types = []} outs(%2 : tensor<i8>) {
    ^bb0(%out: i8):
      %c255 = arith.constant 255 : index
      %v = tensor.extract %1[%c255] : tensor<256xi8>
      %w = arith.xori %v, %out : i8
      linalg.yield %w : i8
    } -> tensor<i8>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %3 into %o[%b] [1] [1] : tensor<i8> into tensor<1xi8>
    }
  } {mapping = [#gpu.block<x>]}
  return %0 : tensor<1xi8>
}
}
