// The face of the walker for JavaScript. It knows programs, processes and descriptors; what they are for,
// TypeScript says. Arguments are checked by native/*.ts already: a wrong one here is a mistake of ours.
#include <errno.h>
#include <linux/sched.h>
#include <napi.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include <atomic>
#include <mutex>

#include "program.h"

namespace {

constexpr size_t kStack = 64 * 1024;
constexpr size_t kBlock = 64 * 1024;
constexpr size_t kGuard = 64 * 1024; // a page on every architecture

Napi::Value Fail(Napi::Env env, const char* what) {
  Napi::TypeError::New(env, what).ThrowAsJavaScriptException();
  return env.Undefined();
}

bool Bytes(const Napi::Value& value, uint8_t** data, size_t* size) {
  if (!value.IsTypedArray()) return false;
  Napi::TypedArray array = value.As<Napi::TypedArray>();
  if (array.TypedArrayType() != napi_uint8_array) return false;
  *data = static_cast<uint8_t*>(array.ArrayBuffer().Data()) + array.ByteOffset();
  *size = array.ByteLength();
  return true;
}

// A program's bytes, which may be read as what they are.
bool ProgramBytes(const Napi::Value& value, uint8_t** data, size_t* size) {
  return Bytes(value, data, size) && *size >= sizeof(struct program) && reinterpret_cast<uintptr_t>(*data) % 8 == 0;
}

// run(program): walks it in this thread. Results and data are in the same bytes afterwards.
Napi::Value Run(const Napi::CallbackInfo& info) {
  uint8_t* data = nullptr;
  size_t size = 0;
  if (!ProgramBytes(info[0], &data, &size)) return Fail(info.Env(), "run(program): a program as aligned bytes");
  auto* program = reinterpret_cast<struct program*>(data);
  if (program_link(program, size) < 0) return Fail(info.Env(), "run(program): the program contradicts itself");
  program_walk(program, 0, program->count);
  return info.Env().Undefined();
}

// reap(pidfd): takes the status of a child that has ended, and closes the descriptor. 0 to 255 for an exit status,
// 256 + n for signal n, -errno where waitid(2) fails.
Napi::Value Reap(const Napi::CallbackInfo& info) {
  if (!info[0].IsNumber()) return Fail(info.Env(), "reap(pidfd)");
  int pidfd = info[0].As<Napi::Number>().Int32Value();
  siginfo_t end = {};
  int result = waitid(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(pidfd), &end, WEXITED | __WALL);
  if (result < 0) return Napi::Number::New(info.Env(), -errno);
  (void)close(pidfd); // nothing is written through it, so nothing can be lost
  return Napi::Number::New(info.Env(), end.si_code == CLD_EXITED ? end.si_status : 256 + end.si_status);
}

// A child that changes its ids in shared memory makes this process undumpable: its /proc files belong to root then, see
// prctl(2). That is put right when the last one has left; until then it protects them all.
class Sharing {
 public:
  void Enter() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (children_++ == 0) dumpable_ = prctl(PR_GET_DUMPABLE);
  }
  void Leave() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (--children_ == 0 && prctl(PR_GET_DUMPABLE) != dumpable_)
      (void)prctl(PR_SET_DUMPABLE, dumpable_); // fails for 2, which the kernel sets itself: so it is what it was
  }

 private:
  std::mutex mutex_; // worker threads have children too
  int children_ = 0, dumpable_ = 0;
};
Sharing sharing;

// Room for a child in our memory: a guard, its stack, and a block where a usual program fits. The last one that was left
// is kept for the next child, since to map and unmap costs more than to walk.
constexpr size_t kRoom = kGuard + kStack + kBlock;
std::atomic<uint8_t*> spare{nullptr};

uint8_t* TakeRoom() {
  if (uint8_t* room = spare.exchange(nullptr)) return room;
  void* room = mmap(nullptr, kRoom, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (room == MAP_FAILED) return nullptr;
  if (mprotect(room, kGuard, PROT_NONE) == 0) return static_cast<uint8_t*>(room);
  int error = errno;
  (void)munmap(room, kRoom);
  errno = error;
  return nullptr;
}

void GiveRoom(uint8_t* room) {
  uint8_t* none = nullptr;
  if (!spare.compare_exchange_strong(none, room)) (void)munmap(room, kRoom);
}

// A spawned child's program, kept until the child can no longer touch it.
class Child : public Napi::ObjectWrap<Child> {
 public:
  static Napi::Function Init(Napi::Env env) {
    return DefineClass(env, "Child",
                       {InstanceMethod<&Child::Read>("read"), InstanceMethod<&Child::Shares>("shares"),
                        InstanceMethod<&Child::Free>("free")});
  }

  // new Child(program, cloneArgs): clone3; this.pid is the child's pid, or -errno; this.pidfd its descriptor.
  explicit Child(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Child>(info) {
    uint8_t* bytes = nullptr;
    uint8_t* args_bytes = nullptr;
    size_t size = 0, args_size = 0;
    struct clone_args args;
    if (!ProgramBytes(info[0], &bytes, &size) || !Bytes(info[1], &args_bytes, &args_size) ||
        args_size != sizeof args) {
      Fail(info.Env(), "new Child(program, cloneArgs): a program as aligned bytes, and struct clone_args");
      return;
    }
    memcpy(&args, args_bytes, sizeof args);
    long pid = Map(bytes, size, args.flags & CLONE_VM);
    if (pid == 0) {
      if (program_link(program_, size) < 0) {
        Unmap();
        Fail(info.Env(), "new Child(program, cloneArgs): the program contradicts itself");
        return;
      }
      pid = Clone(&args);
    }
    if (pid < 0 && !Shares()) Unmap(); // there is no child
    info.This().As<Napi::Object>().Set("pid", static_cast<double>(pid));
    info.This().As<Napi::Object>().Set("pidfd", pidfd_);
  }

  // A collected child that still uses the memory keeps it: a small leak is better than a stray write.
  ~Child() override {
    if (!Shares()) Unmap();
  }

 private:
  long Map(const uint8_t* bytes, size_t size, bool own_stack) {
    if (own_stack && (room_ = TakeRoom()) == nullptr) return -errno;
    size_ = size;
    // Shared only where a fork has to tell what became of it: what every later fork inherits, it could also write to.
    bool forked = !own_stack || reinterpret_cast<const struct program*>(bytes)->clones != 0;
    if (!forked && size <= kBlock) {
      program_ = reinterpret_cast<struct program*>(room_ + kGuard + kStack);
    } else {
      int kind = forked ? MAP_SHARED : MAP_PRIVATE;
      void* block = mmap(nullptr, size, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS, -1, 0);
      if (block == MAP_FAILED) return -errno;
      program_ = static_cast<struct program*>(block);
      own_block_ = true;
    }
    memcpy(program_, bytes, size);
    return 0;
  }

  void Unmap() {
    // munmap of our own mapping fails only when the kernel cannot split it (ENOMEM): nothing is lost but address space
    if (own_block_) (void)munmap(program_, size_);
    if (room_ != nullptr) GiveRoom(room_);
    program_ = nullptr;
    room_ = nullptr;
    own_block_ = false;
  }

  long Clone(struct clone_args* args) {
    if (room_ != nullptr) {
      args->stack = reinterpret_cast<uintptr_t>(room_ + kGuard);
      args->stack_size = kStack;
      args->flags |= CLONE_CHILD_CLEARTID;
      args->child_tid = reinterpret_cast<uintptr_t>(&program_->alive);
    }
    args->flags |= CLONE_PIDFD;
    args->pidfd = reinterpret_cast<uintptr_t>(&pidfd_);
    program_->alive = room_ != nullptr ? 1 : 0;
    sigset_t all, before;
    sigfillset(&all);
    // No handler of ours may run in the child before it has cleared them: block all, its program unblocks.
    int error = pthread_sigmask(SIG_SETMASK, &all, &before);
    if (error != 0) return -error;
    shares_ = room_ != nullptr;
    if (shares_) sharing.Enter();
    long pid = program_clone(program_, args, sizeof *args, shares_);
    if (pid < 0) program_->alive = 0;
    error = pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (error != 0) abort(); // Node would never see a signal again
    return pid;
  }

  // True while the child runs in our memory; notices when it does no longer.
  bool Shares() {
    if (shares_ && __atomic_load_n(&program_->alive, __ATOMIC_ACQUIRE) == 0) {
      shares_ = false;
      sharing.Leave();
    }
    return shares_;
  }

  // shares(): true while the child runs in this process's memory, that is, before its execve or its end.
  Napi::Value Shares(const Napi::CallbackInfo& info) { return Napi::Boolean::New(info.Env(), Shares()); }

  // read(bytes): copies results and data out, addresses in place of offsets.
  Napi::Value Read(const Napi::CallbackInfo& info) {
    uint8_t* data = nullptr;
    size_t size = 0;
    if (program_ == nullptr || !Bytes(info[0], &data, &size) || size != size_)
      return Fail(info.Env(), "read(bytes): as many bytes as the program has, before free()");
    memcpy(data, program_, size);
    return info.Env().Undefined();
  }

  // free(): false, and nothing freed, while the child still uses the memory.
  Napi::Value Free(const Napi::CallbackInfo& info) {
    if (Shares()) return Napi::Boolean::New(info.Env(), false);
    Unmap();
    return Napi::Boolean::New(info.Env(), true);
  }

  struct program* program_ = nullptr;
  size_t size_ = 0;
  bool own_block_ = false;
  uint8_t* room_ = nullptr;
  bool shares_ = false;
  int pidfd_ = -1;
};

// new Watch(fd, writable, callback): calls back when the descriptor is ready, through libuv's loop.
class Watch : public Napi::ObjectWrap<Watch> {
 public:
  static Napi::Function Init(Napi::Env env) {
    return DefineClass(env, "Watch",
                       {InstanceMethod<&Watch::Close>("close"), InstanceMethod<&Watch::Ref>("ref"),
                        InstanceMethod<&Watch::Unref>("unref")});
  }

  explicit Watch(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Watch>(info), env_(info.Env()) {
    if (!info[0].IsNumber() || !info[1].IsBoolean() || !info[2].IsFunction()) {
      Fail(env_, "new Watch(fd, writable, callback)");
      return;
    }
    uv_loop_t* loop = nullptr;
    if (napi_get_uv_event_loop(env_, &loop) != napi_ok) {
      Fail(env_, "new Watch: this environment has no event loop");
      return;
    }
    auto* poll = new uv_poll_t;
    int error = uv_poll_init(loop, poll, info[0].As<Napi::Number>().Int32Value());
    if (error < 0) {
      delete poll;
      Fail(env_, uv_strerror(error));
      return;
    }
    poll_ = poll;
    poll_->data = this;
    callback_ = Napi::Persistent(info[2].As<Napi::Function>());
    if (napi_add_env_cleanup_hook(env_, Cleanup, this) != napi_ok) {
      Stop();
      Fail(env_, "new Watch: this environment takes no more hooks");
      return;
    }
    error = uv_poll_start(poll_, info[1].As<Napi::Boolean>().Value() ? UV_WRITABLE : UV_READABLE, Ready);
    if (error < 0) {
      Stop();
      Fail(env_, uv_strerror(error));
      return;
    }
    Napi::ObjectWrap<Watch>::Ref(); // alive until close()
    held_ = true;
  }

  ~Watch() override { Stop(); }

 private:
  static void Ready(uv_poll_t* handle, int, int) {
    auto* self = static_cast<Watch*>(handle->data);
    Napi::Env env = self->env_; // the callback may close this watch, and then it may be collected
    Napi::HandleScope scope(env);
    // An error of poll (EBADF) is readiness too: the read that follows reports it.
    self->callback_.MakeCallback(env.Global(), {});
    if (env.IsExceptionPending()) napi_fatal_exception(env, env.GetAndClearPendingException().Value());
  }

  static void Cleanup(void* self) { static_cast<Watch*>(self)->Stop(); }

  void Stop() {
    if (poll_ == nullptr) return;
    if (napi_remove_env_cleanup_hook(env_, Cleanup, this) != napi_ok) { /* never added: the constructor failed */ }
    uv_close(reinterpret_cast<uv_handle_t*>(poll_),
             [](uv_handle_t* handle) { delete reinterpret_cast<uv_poll_t*>(handle); });
    poll_ = nullptr;
    callback_.Reset();
  }

  Napi::Value Close(const Napi::CallbackInfo& info) {
    Stop();
    if (held_) Napi::ObjectWrap<Watch>::Unref();
    held_ = false;
    return info.Env().Undefined();
  }

  Napi::Value Ref(const Napi::CallbackInfo& info) {
    if (poll_ != nullptr) uv_ref(reinterpret_cast<uv_handle_t*>(poll_));
    return info.Env().Undefined();
  }

  Napi::Value Unref(const Napi::CallbackInfo& info) {
    if (poll_ != nullptr) uv_unref(reinterpret_cast<uv_handle_t*>(poll_));
    return info.Env().Undefined();
  }

  Napi::Env env_;
  uv_poll_t* poll_ = nullptr;
  Napi::FunctionReference callback_;
  bool held_ = false;
};

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  exports.Set("run", Napi::Function::New<Run>(env, "run"));
  exports.Set("reap", Napi::Function::New<Reap>(env, "reap"));
  exports.Set("Child", Child::Init(env));
  exports.Set("Watch", Watch::Init(env));
  return exports;
}

NODE_API_MODULE(addon, Init)

} // namespace
